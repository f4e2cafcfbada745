import { AppError } from '../../common/errors/app-error.ts';
import type { LabelledBatch, TrainingStep } from './training-step.ts';

/** oneDNN, which computes for TensorFlow on the processor, says the last when it finds no memory to work in. */
const signs =
  /\bOOM\b|out of memory|failed to allocate|allocation failed|invalid typed array length|bad_alloc|resource ?_?exhausted|could not create a primitive/i;

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

/**
 * The same failure of a training batch, with the size that does fit: halves are tried until one does (`detail.fittingBatchSize`; 0: not even one photograph).
 * The step's weights are of no use afterwards. Any other error comes back as it is.
 */
export async function nameFittingSize(step: TrainingStep, batch: LabelledBatch, error: unknown): Promise<unknown> {
  if (!isOutOfMemory(error)) return error;
  const fittingBatchSize = await findFittingSize(step, batch);
  const advice =
    fittingBatchSize > 0
      ? `One of ${fittingBatchSize} fits: start again with a batch size of ${fittingBatchSize}, or have batches halved when memory runs out.`
      : 'Not even a single photograph fits: choose smaller images or a smaller network.';
  return new AppError(
    'out-of-memory',
    `The memory is too small for a batch of ${batch.size} photographs. The best epoch so far is kept. ${advice}`,
    { batchSize: batch.size, fittingBatchSize },
    { cause: error.cause },
  );
}

async function findFittingSize(step: TrainingStep, batch: LabelledBatch): Promise<number> {
  for (let size = batch.size >> 1; size >= 1; size >>= 1) {
    try {
      await step.step(firstOf(batch, size));
      return size;
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
    }
  }
  return 0;
}

function firstOf({ size, inputs, facts, labels, weights, partners, teacher }: LabelledBatch, count: number): LabelledBatch {
  const part = { size: count, inputs: inputs.subarray(0, (inputs.length / size) * count) };
  const taught = teacher === undefined ? {} : { teacher: teacher.subarray(0, (teacher.length / size) * count) };
  const told = facts === undefined ? {} : { facts: facts.subarray(0, (facts.length / size) * count) };
  const own = { ...part, ...told, ...taught, labels: labels.subarray(0, count), weights: weights.subarray(0, count) };
  if (partners === undefined) return own;
  return { ...own, partners: { labels: partners.labels.subarray(0, count), shares: partners.shares.subarray(0, count) } };
}

function isOutOfMemory(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'out-of-memory';
}

/**
 * Into how many equal parts each batch is to be split, so that a part fits.
 * @param split into how many it was split when it did not
 * @returns null where the error is another one, or no number of parts is known to help
 */
export function findFinerSplit(batchSize: number, split: number, error: unknown): number | null {
  const fitting = isOutOfMemory(error) ? error.detail?.['fittingBatchSize'] : undefined;
  if (typeof fitting !== 'number') return null;
  for (let finer = split + 1; finer <= batchSize; finer++) if (batchSize % finer === 0 && batchSize / finer <= fitting) return finer;
  return null;
}
