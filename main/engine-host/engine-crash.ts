import { AppError } from '../../common/errors/app-error.ts';
import type { EngineExit } from './engine-process.ts';

const safe = 'Everything that was stored until then is safe.';

/** What to tell when an engine process ended while it was at work. */
export function engineCrash({ exitCode, signal }: EngineExit, output: string): AppError {
  const detail = { exitCode, signal, ...(output === '' ? {} : { output }) };
  if (signal === 'SIGKILL') {
    const cause = 'The engine process was killed from outside (SIGKILL), most often because memory ran out.';
    return new AppError(
      'engine-crashed',
      `${cause} ${safe} Close other programs, or choose a smaller batch or image size, and try again.`,
      detail,
    );
  }
  const how = signal === null ? `ended unexpectedly (exit code ${exitCode ?? 'unknown'})` : `crashed (${signal})`;
  return new AppError('engine-crashed', `The engine process ${how}. ${safe} Try again; if it happens again, run nevus doctor.`, detail);
}
