import { toAppError } from '../../common/errors/app-error.ts';
import { exitCodeFor } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';

/** Tells a failure: a sentence on stderr, and with `--json` the error as the one document on stdout. Returns the exit code. */
export function reportFailure(thrown: unknown, isJson: boolean): ExitCode {
  const error = toAppError(thrown);
  if (isJson) process.stdout.write(`${JSON.stringify({ error: error.toBody() })}\n`);
  process.stderr.write(`nevus: ${error.message}\n`);
  if (error.code === 'internal' && error.stack !== undefined) process.stderr.write(`${error.stack}\n`);
  return exitCodeFor(error.code);
}
