import { expect, test } from 'vitest';
import { TrainingOptions } from '../../../../common/domain/training-config.ts';
import type { Network } from '../../../../engine/models/network.ts';
import { checkMemory, estimateMemory } from '../../../../engine/training/memory-need.ts';

const need = { fixedBytes: 1e9, bytesPerPhotograph: 1e8 };

test('the need is stated, with a warning where it is not free', () => {
  expect(checkMemory(need, 10, { freeBytes: 8e9, totalBytes: 16e9 })).toBe('The training needs about 2.0 GB of memory; 8.0 GB are free.');
  expect(checkMemory(need, 100, { freeBytes: 8e9, totalBytes: 16e9 })).toBe(
    'The training needs about 11.0 GB of memory; 8.0 GB are free. It may be stopped by the system: a batch size of 70 would fit.',
  );
  expect(checkMemory(need, 10, { freeBytes: 0.5e9, totalBytes: 16e9 })).toContain('close other programs');
});

test('what cannot fit by far is refused with the batch size that should', () => {
  // Not at 17 GB: the estimate may be wrong by a factor of two.
  expect(checkMemory(need, 160, { freeBytes: 8e9, totalBytes: 16e9 })).toContain('17.0 GB');
  expect(() => checkMemory(need, 400, { freeBytes: 8e9, totalBytes: 16e9 })).toThrow(
    expect.objectContaining({
      code: 'out-of-memory',
      message:
        'This training needs about 41.0 GB of memory, but there are 16.0 GB in all. Nothing was changed. Start again with a batch size of 150 at most, or smaller images or a smaller network.',
      detail: { batchSize: 400, fittingBatchSize: 150 },
    }),
  );
  expect(() => checkMemory({ ...need, fixedBytes: 40e9 }, 1, { freeBytes: 8e9, totalBytes: 16e9 })).toThrow(
    expect.objectContaining({ detail: { batchSize: 1, fittingBatchSize: 0 } }),
  );
});

test('what a teacher says of the training part is counted, once as it is read and once softened', () => {
  // What the estimate looks at.
  const network = {
    weightCount: 10,
    trained: { countParams: () => 10, layers: [], outputs: [{ shape: [null, 7] }] },
  } as unknown as Network;
  const bytesOf = (distillation: object | null): number =>
    estimateMemory(network, TrainingOptions.parse({ model: { architecture: 'hmnist-cnn' }, distillation }), 1000).fixedBytes;
  expect(bytesOf({}) - bytesOf(null)).toBe(2 * 4 * 7 * 1000);
});
