/** Every failure that Nevus can name. A code is stable: tests, exit codes and translations hang on it. */
export const errorCodes = [
  'invalid-input',
  'not-found',
  'not-allowed',
  'conflict',
  'cancelled',
  'split-leaks',
  'no-dataset',
  'metadata-unreadable',
  'photograph-unreadable',
  'permission-denied',
  'disk-full',
  'file-missing',
  'weights-missing',
  'weights-unreadable',
  'engine-unavailable',
  'engine-crashed',
  'out-of-memory',
  'loss-not-finite',
  'cache-damaged',
  'database-newer',
  'connection-lost',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Facts that belong to an error: ids, paths relative to the chosen folder, counts. Must survive JSON. */
export type ErrorDetail = Readonly<Record<string, unknown>>;

/** The plain form in which an error crosses a process boundary. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail?: ErrorDetail | undefined;
}

/**
 * An error that Nevus raises on purpose. The message is a whole sentence for the user: what happened, what is safe, what to do.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail | undefined;

  constructor(code: ErrorCode, message: string, detail?: ErrorDetail, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
  }

  /** The plain form for a frame, a job row or `--json`. */
  toBody(): ErrorBody {
    return { code: this.code, message: this.message, detail: this.detail };
  }

  static fromBody(body: ErrorBody): AppError {
    return new AppError(body.code, body.message, body.detail);
  }
}

const systemCodes: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  SQLITE_FULL: 'disk-full',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  EROFS: 'permission-denied',
  ENOENT: 'file-missing',
};

/** Turns anything thrown into an AppError; system errors (`ENOSPC`, `EACCES`, ...) keep their meaning, aborts become `cancelled`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error) {
    if (thrown.name === 'AbortError') return new AppError('cancelled', 'The work was cancelled.', undefined, { cause: thrown });
    const systemCode = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
    const code = (systemCode !== undefined ? systemCodes[systemCode] : undefined) ?? 'internal';
    return new AppError(code, thrown.message, systemCode === undefined ? undefined : { systemCode }, { cause: thrown });
  }
  return new AppError('internal', String(thrown));
}

/** Marks the branch of a switch that the types rule out. */
export function assertNever(value: never): never {
  throw new AppError('internal', `Unexpected value: ${JSON.stringify(value)}`);
}
