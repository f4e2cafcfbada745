import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { Augmentation } from '../../../../common/domain/training-config.ts';
import { BatchFeed } from '../../../../engine/data/batch-feed.ts';
import type { Batch, BatchSource } from '../../../../engine/data/batch-feed.ts';
import { planEpoch, planInOrder } from '../../../../engine/data/epoch-plan.ts';
import type { EpochPlan } from '../../../../engine/data/epoch-plan.ts';
import { partnerOf } from '../../../../engine/data/augmentation/mix.ts';
import { noAugmentation } from '../../../../engine/data/augmentation/photograph-change.ts';
import { augmentedBatches, photographBatches } from '../../../../engine/data/photograph-batches.ts';
import { PhotographPool } from '../../../../engine/data/photograph-pool.ts';
import { shrinkPhotograph } from '../../../../engine/data/shrink-photograph.ts';
import { writeSyntheticPixels } from '../../../helpers/synthetic-pixels.ts';
import type { SyntheticPixels } from '../../../helpers/synthetic-pixels.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const edge = 12;
const count = 40;
const rows = Array.from({ length: count }, (_, position) => count - 1 - position);
const full = Augmentation.parse({ rotationDegrees: 90, zoom: 0.2, brightness: 0.2, hue: 0.1, cutout: 0.3, mixup: 0.5, cutmix: 0.5 });

const pools: PhotographPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

async function write(): Promise<SyntheticPixels> {
  return writeSyntheticPixels(await temporaryFolder(), { count, edge, classCount: 3, rowsPerShard: 15 });
}

function open({ pixels }: SyntheticPixels, threadCount: number): PhotographPool {
  const pool = new PhotographPool(pixels, rows, { threadCount });
  pools.push(pool);
  return pool;
}

async function batchesOf(source: BatchSource, plan: EpochPlan, batchSize: number, done = 0): Promise<Batch[]> {
  const feed = new BatchFeed(plan, batchSize, source, done);
  const batches: Batch[] = [];
  for (let batch = await feed.next(); batch !== undefined; batch = await feed.next()) batches.push(batch);
  return batches;
}

const planOf = (labels: readonly number[], seed = 1, epoch = 1): EpochPlan =>
  planEpoch({ labels, classCount: 3, imbalance: 'none', batchSize: 7, seed, epoch });

test('batches are the same from any number of threads, and from the middle of an epoch', async () => {
  const synthetic = await write();
  const labels = rows.map((row) => synthetic.labels[row]!);
  const plan = planOf(labels);
  const [here, one, three] = await Promise.all(
    [0, 1, 3].map((threads) => batchesOf(augmentedBatches(open(synthetic, threads), rows, labels, full), plan, 7)),
  );
  expect(one).toEqual(here);
  expect(three).toEqual(here);
  const rest = await batchesOf(augmentedBatches(open(synthetic, 2), rows, labels, full), planOf(labels), 7, 4);
  expect(rest).toEqual(here!.slice(4));
  const [other] = await batchesOf(augmentedBatches(open(synthetic, 0), rows, labels, full), { ...plan, epoch: 2 }, 7);
  expect(other!.inputs).not.toEqual(here![0]!.inputs);
});

test('mixed photographs come with the classes and shares of their partners', async () => {
  const synthetic = await write();
  const labels = rows.map((row) => synthetic.labels[row]!);
  const plan = planOf(labels);
  const pool = open(synthetic, 1);
  const plain = await batchesOf(augmentedBatches(pool, rows, labels, noAugmentation), plan, 7);
  const mixed = await batchesOf(augmentedBatches(pool, rows, labels, { ...noAugmentation, mixup: 1 }), plan, 7);
  for (const [number, { inputs, positions, partners }] of mixed.entries()) {
    expect([...partners!.labels]).toEqual([...positions].map((_, index) => labels[positions[partnerOf(index, positions.length)]!]));
    const own = plain[number]!.inputs;
    positions.forEach((_, index) => {
      const at = index * edge * edge * 3 + 5;
      const other = partnerOf(index, positions.length) * edge * edge * 3 + 5;
      const share = partners!.shares[index]!;
      expect(Math.abs(inputs[at]! - (share * own[at]! + (1 - share) * own[other]!))).toBeLessThanOrEqual(0.51);
    });
  }
});

test('places that are not augmented are only laid in other ways', async () => {
  const synthetic = await write();
  const labels = rows.map((row) => synthetic.labels[row]!);
  const plan = planOf(labels);
  const pool = open(synthetic, 1);
  const options = { ...full, flips: false, rotations: false };
  const weak = { ...plan, isAugmented: new Uint8Array(count) };
  const plain = await batchesOf(photographBatches(pool, rows), plan, 7);
  const changed = await batchesOf(augmentedBatches(pool, rows, labels, options), weak, 7);
  expect(changed.map(({ inputs }) => inputs)).toEqual(plain.map(({ inputs }) => inputs));
  expect(changed.every(({ partners }) => partners === undefined)).toBe(true);
});

test.for([0, 1])('a cache that is cut off meanwhile is told as such, with %i threads', async (threads) => {
  const synthetic = await write();
  const pool = open(synthetic, threads);
  await batchesOf(photographBatches(pool, rows), planInOrder(10), 10);
  for (const shard of synthetic.pixels.shards) await truncate(shard, 100);
  const training = batchesOf(photographBatches(pool, rows), planInOrder(count), 10);
  await expect(training).rejects.toMatchObject({ code: 'cache-damaged' });
});

test('where threads fail, what they had to do and all else is done without them', async () => {
  const synthetic = await write();
  const labels = rows.map((row) => synthetic.labels[row]!);
  const plan = planOf(labels);
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const broken = new PhotographPool(synthetic.pixels, rows, {
    threadCount: 2,
    file: pathToFileURL(join(await temporaryFolder(), 'missing.ts')),
  });
  pools.push(broken);
  const batches = await batchesOf(augmentedBatches(broken, rows, labels, full), plan, 7);
  expect(told).toHaveBeenCalledOnce();
  told.mockRestore();
  expect(batches).toEqual(await batchesOf(augmentedBatches(open(synthetic, 0), rows, labels, full), plan, 7));
});

test('rows that are not in the cache are refused at once', async () => {
  const { pixels } = await write();
  expect(() => new PhotographPool(pixels, [0, 500], { threadCount: 0 })).toThrow(expect.objectContaining({ code: 'cache-damaged' }));
});

test('a pool that is closed ends what it was asked for', async () => {
  const synthetic = await write();
  const pool = new PhotographPool(synthetic.pixels, rows, { threadCount: 1 });
  const made = pool.make({ kind: 'read', rows: Int32Array.of(1) });
  const ended = expect(made).rejects.toMatchObject({ code: 'cancelled' });
  await pool.close();
  await ended;
});

test('smaller photographs are changed and mixed as if they had been stored so, in every thread', async () => {
  const synthetic = await write();
  const labels = rows.map((row) => synthetic.labels[row]!);
  const small = 7;
  const folder = await temporaryFolder();
  const { rowsPerShard } = synthetic.pixels;
  const shards = await Promise.all(
    synthetic.pixels.shards.map(async (shard, index) => {
      const whole = await readFile(shard);
      const length = edge * edge * 3;
      const shrunk = new Uint8Array((whole.length / length) * small * small * 3);
      for (let row = 0; row * length < whole.length; row++)
        shrinkPhotograph(whole.subarray(row * length, (row + 1) * length), edge, small, shrunk, row * small * small * 3);
      const path = join(folder, `small-${index}.bin`);
      await writeFile(path, shrunk);
      return path;
    }),
  );
  const stored = new PhotographPool({ height: small, width: small, rowsPerShard, shards }, rows, { threadCount: 0 });
  const made = [0, 2].map((threadCount) => new PhotographPool(synthetic.pixels, rows, { threadCount, edge: small }));
  pools.push(stored, ...made);
  for (const pool of made) {
    expect(pool.rowBytes).toBe(small * small * 3);
    for (const sourceOf of [
      (each: PhotographPool) => augmentedBatches(each, rows, labels, full),
      (each: PhotographPool) => photographBatches(each, rows),
    ])
      expect(await batchesOf(sourceOf(pool), planOf(labels), 9)).toEqual(await batchesOf(sourceOf(stored), planOf(labels), 9));
  }
});
