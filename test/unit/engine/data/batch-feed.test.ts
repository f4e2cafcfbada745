import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BatchFeed, pixelBatches } from '../../../../engine/data/batch-feed.ts';
import type { BatchSource } from '../../../../engine/data/batch-feed.ts';
import { planInOrder } from '../../../../engine/data/epoch-plan.ts';
import { RowStore } from '../../../../engine/data/row-store.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';
import { writeSyntheticPixels } from '../../../helpers/synthetic-pixels.ts';

const numbers: BatchSource = async (positions) => {
  await setTimeout(1);
  return { size: positions.length, inputs: Float32Array.from(positions), positions };
};

async function drain(feed: BatchFeed): Promise<number[][]> {
  const batches: number[][] = [];
  for (let batch = await feed.next(); batch !== undefined; batch = await feed.next()) batches.push([...batch.inputs]);
  return batches;
}

test('batches come in order, the last one smaller, however slow their source', async () => {
  const feed = new BatchFeed(planInOrder(7), 3, numbers);
  expect(await drain(feed)).toEqual([[0, 1, 2], [3, 4, 5], [6]]); // prettier-ignore
  expect(feed.batchCount).toBe(3);
  expect(feed.waitedMs).toBeGreaterThan(0);
});

test('the next batches are prepared while one is worked on', async () => {
  let started = 0;
  const feed = new BatchFeed(planInOrder(100), 10, (positions, variants) => {
    started++;
    return numbers(positions, variants);
  });
  await feed.next();
  expect(started).toBe(3);
});

test('a failure is told by the batch that has it, and by no other', async () => {
  const feed = new BatchFeed(planInOrder(3), 1, (positions, variants) =>
    positions[0] === 1 ? Promise.reject(new Error('damaged')) : numbers(positions, variants),
  );
  await setTimeout(5);
  await expect(feed.next()).resolves.toMatchObject({ size: 1 });
  await expect(feed.next()).rejects.toThrow('damaged');
});

test('pixels of a batch are the rows of its photographs, whether from the file or from memory', async () => {
  const { pixels } = await writeSyntheticPixels(await temporaryFolder(), { count: 6, edge: 4, classCount: 3, rowsPerShard: 4 });
  const store = await RowStore.open({ ...pixels, rowBytes: 48 }, [5, 2]);
  const source = pixelBatches(store, 4, [5, 2], [0, 1]);
  const first = await source(Int32Array.of(1, 0), Uint8Array.of(0, 1));
  const again = await source(Int32Array.of(1, 0), Uint8Array.of(0, 1));
  expect(again.inputs).toEqual(first.inputs);
  expect(first.inputs.subarray(0, 48)).toEqual(await store.read(2));
  const mirrored = await store.read(5);
  expect([...first.inputs.subarray(48, 51)]).toEqual([...mirrored.subarray(9, 12)]);
  await store.close();
});
