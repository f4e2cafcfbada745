import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BatchFeed } from '../../../../engine/data/batch-feed.ts';
import type { BatchSource } from '../../../../engine/data/batch-feed.ts';
import { planInOrder } from '../../../../engine/data/epoch-plan.ts';

const numbers: BatchSource = {
  rowBytes: 4,
  atOnce: 1,
  make: async (plan, first, end) => {
    await setTimeout(1);
    const positions = plan.positions.subarray(first, end);
    return { size: positions.length, inputs: Float32Array.from(positions), positions };
  },
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

test('a feed that goes on leaves out what was learned', async () => {
  const feed = new BatchFeed(planInOrder(7), 3, numbers, 1);
  expect(await drain(feed)).toEqual([[3, 4, 5], [6]]);
  expect(feed.batchCount).toBe(3);
});

test.for([
  ['as many as the source works on at once, and one more', 3, 4, 10, 5],
  ['two at least, however large they are', 3, 1e9, 10, 3],
] as const)('batches are prepared ahead: %s', async ([, atOnce, rowBytes, batchSize, expected]) => {
  let started = 0;
  const source: BatchSource = { ...numbers, rowBytes, atOnce, make: (plan, first, end) => (started++, numbers.make(plan, first, end)) };
  await new BatchFeed(planInOrder(100), batchSize, source).next();
  expect(started).toBe(expected);
});

test('waiting is what the caller waits, not what the source works', async () => {
  const feed = new BatchFeed(planInOrder(3), 1, {
    ...numbers,
    make: async (plan, first, end) => {
      await setTimeout(60);
      return numbers.make(plan, first, end);
    },
  });
  await setTimeout(150);
  await feed.next();
  await feed.next();
  expect(feed.waitedMs).toBeLessThan(20);
  await feed.next();
  expect(feed.waitedMs).toBeGreaterThan(40);
});

test('a failure is told by the batch that has it, and by no other', async () => {
  const feed = new BatchFeed(planInOrder(3), 1, {
    ...numbers,
    make: (plan, first, end) => (first === 1 ? Promise.reject(new Error('damaged')) : numbers.make(plan, first, end)),
  });
  await setTimeout(5);
  await expect(feed.next()).resolves.toMatchObject({ size: 1 });
  await expect(feed.next()).rejects.toThrow('damaged');
});
