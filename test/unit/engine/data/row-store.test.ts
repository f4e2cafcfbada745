import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RowStore } from '../../../../engine/data/row-store.ts';
import type { RowFiles } from '../../../../engine/data/row-store.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

/** Ten rows of four bytes in files of four rows; each byte is ten times its row plus its place. */
async function writeRows(): Promise<RowFiles & { shards: string[] }> {
  const folder = await temporaryFolder();
  const all = Uint8Array.from({ length: 40 }, (_, index) => 10 * Math.floor(index / 4) + (index % 4));
  const shards = [0, 1, 2].map((shard) => join(folder, `größe ${shard}.bin`));
  for (const [shard, path] of shards.entries()) await writeFile(path, all.subarray(16 * shard, 16 * shard + 16));
  return { rowBytes: 4, rowsPerShard: 4, shards };
}

test.for([0, 9, 1000])('rows come from the right place, with %i bytes of memory', async (memoryBytes) => {
  const store = await RowStore.open(await writeRows(), [0, 3, 4, 9], memoryBytes);
  for (const row of [9, 0, 4, 3, 9, 0]) expect([...(await store.read(row))]).toEqual([0, 1, 2, 3].map((place) => 10 * row + place));
  await store.close();
});

test('what fits in memory is read once', async () => {
  const files = await writeRows();
  const store = await RowStore.open(files, [1, 2], 4);
  await store.read(1);
  await store.read(2);
  await writeFile(files.shards[0]!, Buffer.alloc((await readFile(files.shards[0]!)).length, 255));
  expect([...(await store.read(1))]).toEqual([10, 11, 12, 13]);
  expect([...(await store.read(2))]).toEqual([255, 255, 255, 255]);
  await store.close();
});

test('a file that is too short for a needed row is refused before anything starts, by name', async () => {
  const files = await writeRows();
  await truncate(files.shards[1]!, 15);
  await expect(RowStore.open(files, [7])).rejects.toMatchObject({
    code: 'cache-damaged',
    message: expect.stringContaining('größe 1.bin has 15 bytes, but 16 are needed') as string,
  });
  const store = await RowStore.open(files, [6, 8]);
  await store.close();
});

test('a file that shrinks while it is read is noticed', async () => {
  const files = await writeRows();
  const store = await RowStore.open(files, [2]);
  await truncate(files.shards[0]!, 9);
  await expect(store.read(2)).rejects.toMatchObject({ code: 'cache-damaged' });
  await store.close();
});

test('a missing file and a row beyond the last file are refused', async () => {
  const files = await writeRows();
  await rm(files.shards[2]!);
  await expect(RowStore.open(files, [9])).rejects.toMatchObject({
    code: 'cache-damaged',
    message: expect.stringContaining('missing') as string,
  });
  await expect(RowStore.open(files, [12])).rejects.toMatchObject({
    code: 'cache-damaged',
    message: expect.stringContaining('row 12') as string,
  });
});
