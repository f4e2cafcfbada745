import { createInterface } from 'node:readline/promises';
import { AppError } from '../../common/errors/app-error.ts';

/**
 * Asks on the terminal; everything but `y` and `yes` is a no.
 * @throws AppError `not-allowed` where nobody can answer, naming the option that says yes beforehand
 */
export async function askYesNo(question: string, option: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) throw new AppError('not-allowed', `${question} Nobody can answer here; say yes with ${option}.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    terminal.close();
  }
}
