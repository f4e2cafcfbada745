import { expect, test } from 'vitest';
import { AppError } from '../../../../common/errors/app-error.ts';
import { explainOutOfMemory, findFinerSplit, nameFittingSize } from '../../../../engine/training/out-of-memory.ts';
import type { LabelledBatch, TrainingStep } from '../../../../engine/training/training-step.ts';

async function failWith(message: string, batchSize = 64): Promise<unknown> {
  return explainOutOfMemory(batchSize, () => {
    throw new Error(message);
  });
}

test.for([
  'OOM when allocating tensor with shape[64,112,112,64] and type float on /job:localhost/replica:0/task:0/device:GPU:0',
  'Array buffer allocation failed',
  'Invalid typed array length: 9000000000',
  'RESOURCE_EXHAUSTED: failed to allocate 12 bytes',
  'Compute received an exception:Status: 1, message: could not create a primitive, in file tensorflow/core/kernels/mkl/mkl_maxpooling_op.cc:211',
])('%s is said as advice on the batch size', async (message) => {
  await expect(failWith(message)).rejects.toMatchObject({
    code: 'out-of-memory',
    message: expect.stringContaining('a batch size of 32') as string,
  });
  await expect(failWith(message, 1)).rejects.toMatchObject({ message: expect.stringContaining('smaller network') as string });
});

test('other errors stay what they are', async () => {
  await expect(failWith('Room temperature is too high')).rejects.toThrow(/^Room temperature is too high$/);
});

const batch: LabelledBatch = {
  size: 24,
  inputs: new Uint8Array(24 * 12),
  labels: new Int32Array(24),
  weights: new Float32Array(24),
  partners: { labels: new Int32Array(24), shares: new Float32Array(24) },
};

/** A step whose memory holds so many photographs. */
function stepFor(limit: number, tried: number[] = []): TrainingStep {
  const step = ({ size, inputs, labels, weights, partners }: LabelledBatch): Promise<{ loss: number; correct: number }> => {
    tried.push(size);
    expect([inputs.length / 12, labels.length, weights.length, partners!.labels.length, partners!.shares.length]).toEqual(
      Array.from({ length: 5 }, () => size),
    );
    return explainOutOfMemory(size, () => {
      if (size > limit) throw new Error('OOM when allocating');
      return { loss: 1, correct: 0 };
    });
  };
  return { step } as Partial<TrainingStep> as TrainingStep;
}

test('the size that fits is found by trying, and named', async () => {
  const tried: number[] = [];
  const error = await stepFor(7)
    .step(batch)
    .catch((thrown: unknown) => thrown);
  await expect(nameFittingSize(stepFor(7, tried), batch, error)).resolves.toMatchObject({
    code: 'out-of-memory',
    message:
      'The memory is too small for a batch of 24 photographs. The best epoch so far is kept. One of 6 fits: start again with a batch size of 6, or have batches halved when memory runs out.',
    detail: { batchSize: 24, fittingBatchSize: 6 },
  });
  expect(tried).toEqual([12, 6]);
  await expect(nameFittingSize(stepFor(0), batch, error)).resolves.toMatchObject({
    message: expect.stringContaining('Not even a single photograph fits') as string,
    detail: { fittingBatchSize: 0 },
  });
  const other = new AppError('cancelled', 'The work was cancelled.');
  await expect(nameFittingSize(stepFor(7), batch, other)).resolves.toBe(other);
});

test.for([
  [32, 1, 16, 2],
  [32, 1, 7, 8],
  [32, 2, 8, 4],
  [7, 1, 3, 7],
  [9, 1, 4, 3],
  [32, 1, 0, null],
  [1, 1, 0, null],
])('a batch of %i in %i parts, where %i fit, is split into %o', ([batchSize, split, fittingBatchSize, expected]) => {
  const error = new AppError('out-of-memory', 'Memory is short.', { fittingBatchSize });
  expect(findFinerSplit(batchSize!, split!, error)).toBe(expected);
});

test('only lack of memory in a step splits batches', () => {
  expect(findFinerSplit(32, 1, new AppError('out-of-memory', 'Memory is short.', { batchSize: 64 }))).toBeNull();
  expect(findFinerSplit(32, 1, new AppError('disk-full', 'The disk is full.', { fittingBatchSize: 4 }))).toBeNull();
});
