import { expect, test } from 'vitest';
import { explainOutOfMemory } from '../../../../engine/training/out-of-memory.ts';

function failing(message: string, batchSize = 64): () => unknown {
  return () =>
    explainOutOfMemory(batchSize, () => {
      throw new Error(message);
    });
}

test.for([
  'OOM when allocating tensor with shape[64,112,112,64] and type float on /job:localhost/replica:0/task:0/device:GPU:0',
  'Array buffer allocation failed',
  'Invalid typed array length: 9000000000',
  'RESOURCE_EXHAUSTED: failed to allocate 12 bytes',
])('%s is said as advice on the batch size', (message) => {
  expect(failing(message)).toThrow(
    expect.objectContaining({ code: 'out-of-memory', message: expect.stringContaining('a batch size of 32') as string }),
  );
  expect(failing(message, 1)).toThrow(expect.objectContaining({ message: expect.stringContaining('smaller network') as string }));
});

test('other errors stay what they are', () => {
  expect(failing('Room temperature is too high')).toThrow(/^Room temperature is too high$/);
});
