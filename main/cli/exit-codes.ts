import type { ErrorCode } from '../../common/errors/app-error.ts';

/** What a command's exit code means. Shown by `nevus --help`; scripts hang on it. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  wrongUsage: 2,
  notFound: 3,
  refused: 4,
  machine: 5,
  unreadable: 6,
  cancelled: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeHelp = `Exit codes:
  0    done
  1    failed for another reason than these
  2    wrong usage: an unknown option, a missing or impossible value
  3    not found: a dataset, run, folder or file
  4    refused: a leaking split, missing weights, a workspace that is in use
  5    this machine lacks something: engine, disk space, memory, permission
  6    unreadable data: metadata, photograph or weights
  130  cancelled (Ctrl-C); what was finished is kept`;

const exitCodeOf: Readonly<Record<ErrorCode, ExitCode>> = {
  'invalid-input': exitCodes.wrongUsage,
  'not-found': exitCodes.notFound,
  'no-dataset': exitCodes.notFound,
  'file-missing': exitCodes.notFound,
  'not-allowed': exitCodes.refused,
  conflict: exitCodes.refused,
  'split-leaks': exitCodes.refused,
  'weights-missing': exitCodes.refused,
  'database-newer': exitCodes.refused,
  'engine-unavailable': exitCodes.machine,
  'disk-full': exitCodes.machine,
  'out-of-memory': exitCodes.machine,
  'permission-denied': exitCodes.machine,
  'metadata-unreadable': exitCodes.unreadable,
  'photograph-unreadable': exitCodes.unreadable,
  'weights-unreadable': exitCodes.unreadable,
  'cache-damaged': exitCodes.unreadable,
  'engine-crashed': exitCodes.failure,
  'loss-not-finite': exitCodes.failure,
  'connection-lost': exitCodes.failure,
  internal: exitCodes.failure,
  cancelled: exitCodes.cancelled,
};

export function exitCodeFor(code: ErrorCode): ExitCode {
  return exitCodeOf[code];
}
