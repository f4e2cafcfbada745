import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RowReader } from '../../../../engine/data/row-reader.ts';
import type { RowFiles } from '../../../../engine/data/row-reader.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

/** Ten rows of four bytes in files of four rows; each byte is ten times its row plus its place. */
async function writeRows(): Promise<RowFiles & { shards: string[] }> {
  const folder = await temporaryFolder();
  const all = Uint8Array.from({ length: 40 }, (_, index) => 10 * Math.floor(index / 4) + (index % 4));
  const shards = [0, 1, 2].map((shard) => join(folder, `größe ${shard}.bin`));
  for (const [shard, path] of shards.entries()) await writeFile(path, all.subarray(16 * shard, 16 * shard + 16));
  return { rowBytes: 4, rowsPerShard: 4, shards };
}

function read(reader: RowReader, row: number): number[] {
  const target = new Uint8Array(6);
  reader.read(row, target, 1);
  return [...target];
}

test('rows come from the right place, whatever becomes of the files’ names', async () => {
  const files = await writeRows();
  const reader = RowReader.open(files, [0, 3, 4, 9]);
  if (process.platform !== 'win32') for (const shard of files.shards) await rm(shard);
  for (const row of [9, 0, 4, 3, 9]) expect(read(reader, row)).toEqual([0, ...[0, 1, 2, 3].map((place) => 10 * row + place), 0]);
  reader.close();
});

test('a file that is too short for a needed row is refused before anything starts, by name', async () => {
  const files = await writeRows();
  await truncate(files.shards[1]!, 15);
  expect(() => RowReader.open(files, [7])).toThrow('größe 1.bin has 15 bytes, but 16 are needed');
  RowReader.open(files, [6, 8]).close();
});

test('a file that shrinks while it is read is noticed', async () => {
  const files = await writeRows();
  const reader = RowReader.open(files, [2]);
  await truncate(files.shards[0]!, 9);
  expect(() => read(reader, 2)).toThrow(expect.objectContaining({ code: 'cache-damaged' }));
  reader.close();
});

test('a missing file and a row beyond the last file are refused', async () => {
  const files = await writeRows();
  await rm(files.shards[2]!);
  expect(() => RowReader.open(files, [9])).toThrow(/missing/);
  expect(() => RowReader.open(files, [12])).toThrow(/row 12/);
});
