import { AppError } from '../../common/errors/app-error.ts';

const signs = /\bOOM\b|out of memory|failed to allocate|allocation failed|invalid typed array length|bad_alloc|resource ?_?exhausted/i;

/**
 * Runs work on one batch and turns the backend's ways of saying that memory has run out into one error with advice.
 * @param batchSize photographs in the batch
 */
export async function explainOutOfMemory<Result>(batchSize: number, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !signs.test(error.message)) throw error;
    const advice =
      batchSize > 1
        ? `Start again with a batch size of ${Math.max(1, Math.floor(batchSize / 2))} or smaller images.`
        : 'Choose smaller images or a smaller network.';
    throw new AppError(
      'out-of-memory',
      `The memory is too small for a batch of ${batchSize} photographs. The best epoch so far is kept. ${advice}`,
      { batchSize },
      { cause: error },
    );
  }
}
