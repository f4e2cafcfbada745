import { AppError } from '../../common/errors/app-error.ts';
import type { ErrorDetail } from '../../common/errors/app-error.ts';

/** The failure of a file or folder with weights, with its whole sentence. `detail.reason` is the reason alone. */
export function unreadable(reason: string, cause?: unknown, detail: ErrorDetail = {}): AppError {
  return new AppError(
    'weights-unreadable',
    `The network's weights cannot be read: ${reason}. Nothing was changed; get the files again and import them once more.`,
    { ...detail, reason },
    { cause },
  );
}

/** `3 x 3 x 32 x 64`, or `one value`. */
export function describeShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'one value' : shape.join(' x ');
}
