import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CheckpointFolder } from '../../../../engine/training/checkpoint/checkpoint-folder.ts';
import type { Checkpoint } from '../../../../engine/training/checkpoint/checkpoint.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

function makeCheckpoint(epoch: number, batch: number): Checkpoint {
  const record = {
    epoch: 1,
    trainLoss: 0.1 + 0.2,
    trainAccuracy: 1 / 3,
    validationLoss: 5e-324,
    validationAccuracy: 1,
    validationBalancedAccuracy: 1,
    validationRecall: [1, null],
    validationRecallAtHalf: 0.5,
    validationMalignantRecall: null,
    learningRate: 1e-3,
    imagesPerSecond: 10,
    waitShare: 0,
    durationMs: 12.5,
  };
  return {
    facts: {
      identity: { options: '{"name":"Läsion 日本"}', data: 'd', startingWeights: 'w' },
      engine: 'TensorFlow 2.21.0, CPU',
      stage: 'head',
      epoch,
      batch,
      split: 1,
      sums: { shown: 7, loss: Math.PI, correct: 3, elapsedMs: 1.5, waitedMs: 0.5 },
      epochs:
        epoch === 1
          ? []
          : [
              {
                record,
                isBest: true,
                confusion: [
                  [1, 0],
                  [0, 1],
                ],
              },
            ],
      modelSha256: epoch === 1 ? null : 'm',
    },
    state: {
      kind: 'compiled',
      step: 12,
      updates: 6,
      gathered: 0,
      values: [Float32Array.of(1.1, -0, NaN, Infinity, 1e-45), new Float32Array(), Float32Array.of(7)],
    },
    probabilities: Float32Array.of(0.25, 0.75),
  };
}

test('what is read is what was written, to the bit', async () => {
  const folder = new CheckpointFolder(await temporaryFolder());
  for (const checkpoint of [makeCheckpoint(1, 3), makeCheckpoint(2, 0)]) {
    await folder.write(checkpoint, 0);
    expect(await folder.read(checkpoint.facts)).toEqual(checkpoint);
  }
  expect(await folder.list()).toEqual([
    { epoch: 2, batch: 0 },
    { epoch: 1, batch: 3 },
  ]);
});

test('a file that is cut off, longer, or changed in any place is told from a whole one', async () => {
  const runFolder = await temporaryFolder();
  const folder = new CheckpointFolder(runFolder);
  const checkpoint = makeCheckpoint(2, 5);
  await folder.write(checkpoint, 1);
  const [name] = await readdir(join(runFolder, 'checkpoints'));
  const path = join(runFolder, 'checkpoints', name!);
  const whole = await readFile(path);
  const read = (): Promise<unknown> => folder.read(checkpoint.facts);
  const isRefused = async (bytes: Buffer): Promise<void> => {
    await writeFile(path, bytes);
    // A version that is changed upwards is one of a newer Nevus.
    await expect(read()).rejects.toThrow(/^(is no checkpoint|ends too early|does not match|has \d+ bytes|has a head)|newer Nevus/);
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
      const bytes = Buffer.from(whole);
      bytes[place]! ^= change;
      await isRefused(bytes);
    }),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (length) => isRefused(whole.subarray(0, length))),
    { numRuns: 100 },
  );
  await isRefused(Buffer.concat([whole, Buffer.from([0])]));
  await writeFile(path, whole);
  expect(await read()).toEqual(checkpoint);
});

test('the last two are kept, the best one too, and nothing that a killed process left', async () => {
  const runFolder = await temporaryFolder();
  const folder = new CheckpointFolder(runFolder);
  await folder.write(makeCheckpoint(2, 0), 1);
  // Of another way that the run took before, or damaged and passed over.
  await folder.write(makeCheckpoint(9, 9), 1);
  await writeFile(join(runFolder, 'checkpoints', 'epoch-0003-batch-0000002.checkpoint.tmp'), 'half');
  for (const batch of [1, 2, 12]) await folder.write(makeCheckpoint(3, batch), 1);
  expect(await folder.list()).toEqual([
    { epoch: 3, batch: 12 },
    { epoch: 3, batch: 2 },
    { epoch: 2, batch: 0 },
  ]);
  expect(await readdir(join(runFolder, 'checkpoints'))).toHaveLength(3);
  await folder.clear();
  expect(await folder.list()).toEqual([]);
});
