import { AppError, toAppError } from '../../common/errors/app-error.ts';

/**
 * Runs work that writes to disk and says in whole sentences what a full disk or a forbidden folder means for it.
 * @param what the thing that is written, as a sentence's subject: `The trained network`
 * @param safe what has not been lost
 */
export async function explainDiskErrors<Result>(what: string, safe: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code, detail } = toAppError(error);
    if (code === 'disk-full') {
      throw new AppError(code, `${what} could not be written: the disk is full. ${safe} Free some space and start again.`, detail, {
        cause: error,
      });
    }
    if (code === 'permission-denied' && !(error instanceof AppError)) {
      throw new AppError(code, `${what} could not be written: Nevus may not write to its folder. ${safe}`, detail, { cause: error });
    }
    throw error;
  }
}
