import { AppError } from '../../../common/errors/app-error.ts';

const ofItsOptions: readonly string[] = ['loss-not-finite', 'invalid-input', 'out-of-memory'];

/**
 * Whether a failure is the trial's own, so that another one may well succeed: it comes of its options. What the surroundings lack (disk, cache, weights, an
 * engine) would stop the next trial as well. The death of an engine may be either, and is not judged here.
 */
export function isTrialFailure(thrown: unknown): boolean {
  if (!(thrown instanceof AppError)) return false;
  const { code, detail } = thrown;
  if (code === 'engine-unavailable') return detail?.['kernel'] !== undefined;
  // What the engine did not expect of these options; the system's own failures have a code of theirs.
  if (code === 'internal') return detail?.['systemCode'] === undefined;
  return ofItsOptions.includes(code);
}
