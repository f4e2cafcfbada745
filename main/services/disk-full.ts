import { AppError, toAppError } from '../../common/errors/app-error.ts';

/** Turns the system's words for a full disk into ours; every other error goes through unchanged. `safe`: what is safe and what to do, whole sentences. */
export function explainDiskFull(thrown: unknown, safe: string): unknown {
  const error = toAppError(thrown);
  if (error.code !== 'disk-full' || thrown instanceof AppError) return thrown;
  return new AppError('disk-full', `The disk with the data folder is full. ${safe}`, error.detail, { cause: thrown });
}
