import { readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { FeatureStore } from '../../../../engine/data/feature-store.ts';
import { trimFeatures } from '../../../../engine/data/trim-features.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const featureCount = 5;
const recordBytes = 32 + 4 * featureCount + 4;

const key = (number: number): string => number.toString(16).padStart(64, '0');
const keys = (count: number, from = 0): string[] => Array.from({ length: count }, (_, index) => key(from + index));
const features = (wanted: readonly string[]): Float32Array =>
  Float32Array.from(wanted.flatMap((name) => Array.from({ length: featureCount }, (_, place) => parseInt(name, 16) + place / 8)));

const stores: FeatureStore[] = [];
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

async function open(folder: string, batchSize = 1): Promise<FeatureStore> {
  const store = await FeatureStore.open(folder, 4 * featureCount, batchSize);
  stores.push(store);
  return store;
}

/** Adds features and forgets the store, as a process does that is killed: nothing is closed. */
async function fill(folder: string, wanted: readonly string[]): Promise<void> {
  const store = await open(folder);
  await store.add(wanted, features(wanted));
}

function read(store: FeatureStore, name: string): Float32Array {
  const bytes = new Uint8Array(4 * featureCount);
  store.read(name, bytes, 0);
  return new Float32Array(bytes.buffer);
}

test('what was added is there at once and for the next process, from several files', async () => {
  const folder = join(await temporaryFolder(), 'größe');
  const store = await open(folder);
  await store.add(keys(10), features(keys(10)));
  await store.add(keys(2, 10), features(keys(2, 10)));
  for (const name of keys(12)) expect(read(store, name)).toEqual(features([name]));
  await fill(folder, keys(5, 100));
  expect(await readdir(folder)).toEqual(['0001.bin', '0002.bin']);
  const next = await open(folder);
  for (const name of [...keys(12), ...keys(5, 100)]) expect(read(next, name)).toEqual(features([name]));
  expect(next.has(key(12))).toBe(false);
});

test('of a file that was cut off at any byte, whole records count', async () => {
  const folder = await temporaryFolder();
  await fill(folder, keys(4));
  const path = join(folder, '0001.bin');
  for (const length of [4 * recordBytes - 1, 3 * recordBytes, 3 * recordBytes - 30, 1, 0]) {
    await truncate(path, length);
    const store = await open(folder);
    expect(keys(4).filter((name) => store.has(name))).toEqual(keys(Math.floor(length / recordBytes)));
  }
});

test('a batch that was cut off while it was written does not count, a short one that is whole does', async () => {
  const folder = await temporaryFolder();
  await fill(folder, keys(10));
  const path = join(folder, '0001.bin');
  const found = async (): Promise<number> => {
    const store = await open(folder, 4);
    return keys(10).filter((name) => store.has(name)).length;
  };
  expect(await found()).toBe(10);
  for (const [length, count] of [
    [10 * recordBytes - 1, 8],
    [8 * recordBytes + 1, 8],
    [8 * recordBytes, 8],
    [7 * recordBytes + 5, 4],
    [1, 0],
  ] as const) {
    await truncate(path, length);
    expect(await found()).toBe(count);
  }
});

test('a file that is cut off while it is in use is told as such', async () => {
  const folder = await temporaryFolder();
  const store = await open(folder);
  await store.add(keys(3), features(keys(3)));
  await truncate(join(folder, '0001.bin'), 2 * recordBytes);
  expect(read(store, key(1))).toEqual(features([key(1)]));
  expect(() => read(store, key(2))).toThrow(expect.objectContaining({ code: 'cache-damaged' }));
});

test('a damaged record is not taken, those beside it are', async () => {
  const folder = await temporaryFolder();
  await fill(folder, keys(4));
  const path = join(folder, '0001.bin');
  const bytes = await readFile(path);
  bytes[2 * recordBytes + 40]! ^= 1;
  await writeFile(path, bytes);
  const store = await open(folder);
  expect(keys(4).map((name) => store.has(name))).toEqual([true, true, false, true]);
  await store.add([key(2)], features([key(2)]));
  expect(read(await open(folder), key(2))).toEqual(features([key(2)]));
});

test('two processes write side by side', async () => {
  const folder = await temporaryFolder();
  const [one, other] = [await open(folder), await open(folder)];
  await Promise.all([one.add(keys(3), features(keys(3))), other.add(keys(3, 2), features(keys(3, 2)))]);
  await one.add(keys(1, 50), features(keys(1, 50)));
  const both = await open(folder);
  for (const name of [...keys(5), key(50)]) expect(read(both, name)).toEqual(features([name]));
});

test('what has not been used for longest makes room, never what is in use', async () => {
  const folder = await temporaryFolder();
  const backbones = ['a', 'b', 'c'].map((name) => join(folder, name));
  for (const [index, backbone] of backbones.entries()) {
    await fill(backbone, keys(10));
    await utimes(join(backbone, '0001.bin'), 1000 + index, 1000 + index);
  }
  const { size } = await stat(join(backbones[0]!, '0001.bin'));
  const store = await open(backbones[0]!);
  const inUse = await store.touch([key(3)]);
  expect([...inUse]).toEqual([join(backbones[0]!, '0001.bin')]);
  await trimFeatures(folder, 3 * size, new Set());
  expect(await readdir(folder)).toEqual(['a', 'b', 'c']);
  await trimFeatures(folder, 2 * size, new Set());
  expect(await readdir(folder)).toEqual(['a', 'c']);
  await trimFeatures(folder, 0, inUse);
  expect(await readdir(folder)).toEqual(['a']);
  expect(read(store, key(3))).toEqual(features([key(3)]));
});
