import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile, appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PixelSource } from '../../../../common/domain/pixel-cache.ts';
import { decodePhotograph } from '../../../../main/imaging/decode-photograph.ts';
import { PixelCache } from '../../../../main/imaging/pixel-cache.ts';
import type { CachedPhotograph } from '../../../../main/imaging/pixel-cache.ts';
import { jpegBytes } from '../../../helpers/dataset-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const shape = { height: 8, width: 12, resizeMode: 'centre-crop' } as const;
const bytesPerRow = 8 * 12 * 3;

let folder: string;
let cacheFolder: string;
let shapeFolder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  cacheFolder = join(folder, 'pixels');
  shapeFolder = join(cacheFolder, '8x12-centre-crop-v1');
});

async function writePhotographs(...numbers: number[]): Promise<CachedPhotograph[]> {
  return Promise.all(
    numbers.map(async (number) => {
      const bytes = await jpegBytes(number);
      const path = join(folder, `${number}.jpg`);
      await writeFile(path, bytes);
      return { path, contentHash: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
}

async function readRow(source: PixelSource, row: number): Promise<Uint8Array> {
  const shard = await readFile(source.shards[Math.floor(row / source.rowsPerShard)]!);
  const start = (row % source.rowsPerShard) * bytesPerRow;
  return new Uint8Array(shard.subarray(start, start + bytesPerRow));
}

/** Ensures the photographs and proves that every row holds the pixels of its photograph. */
async function ensureAndCheck(
  photographs: CachedPhotograph[],
  cache = new PixelCache(cacheFolder),
): Promise<{ rows: number[]; decoded: number }> {
  let decoded = 0;
  const { source, rows } = await cache.ensure(photographs, shape, { onProgress: (done) => (decoded = done) });
  expect(source).toMatchObject({ height: 8, width: 12 });
  for (const [index, { path }] of photographs.entries()) {
    expect(await readRow(source, rows[index]!)).toEqual(new Uint8Array(await decodePhotograph(path, shape)));
  }
  return { rows: [...rows], decoded };
}

describe('PixelCache', () => {
  it('decodes every photograph once and finds it again', async () => {
    const photographs = await writePhotographs(1, 2, 3);
    const first = await ensureAndCheck(photographs);
    expect(first.decoded).toBe(3);
    expect(new Set(first.rows)).toEqual(new Set([0, 1, 2]));
    expect(await ensureAndCheck(photographs.toReversed())).toEqual({ rows: first.rows.toReversed(), decoded: 0 });
    const more = await ensureAndCheck([...photographs, ...(await writePhotographs(4))]);
    expect(more).toEqual({ rows: [...first.rows, 3], decoded: 1 });
  });

  it('shares a row between photographs with the same content', async () => {
    const [one] = await writePhotographs(1);
    await writeFile(join(folder, 'copy.jpg'), await jpegBytes(1));
    const { rows, decoded } = await ensureAndCheck([one!, { ...one!, path: join(folder, 'copy.jpg') }]);
    expect([rows, decoded]).toEqual([[0, 0], 1]);
  });

  it('keeps sizes and fits apart', async () => {
    const photographs = await writePhotographs(1);
    const cache = new PixelCache(cacheFolder);
    await cache.ensure(photographs, shape);
    await cache.ensure(photographs, { ...shape, resizeMode: 'letterbox' });
    await cache.ensure(photographs, { ...shape, width: 8 });
    expect((await readdir(cacheFolder)).sort()).toEqual(['8x12-centre-crop-v1', '8x12-letterbox-v1', '8x8-centre-crop-v1']);
  });

  it('gives empty rows for no photographs', async () => {
    const { source, rows } = await new PixelCache(cacheFolder).ensure([], shape);
    expect([source.shards, rows.length]).toEqual([[], 0]);
  });

  it('serves several at once on one shape, one after the other', async () => {
    const photographs = await writePhotographs(1, 2, 3, 4);
    const cache = new PixelCache(cacheFolder);
    const results = await Promise.all([
      ensureAndCheck(photographs.slice(0, 3), cache),
      ensureAndCheck(photographs.slice(1), cache),
      ensureAndCheck(photographs, cache),
    ]);
    expect(results.map((result) => result.decoded)).toEqual([3, 1, 0]);
    expect((await stat(join(shapeFolder, 'shard-00000.bin'))).size).toBe(4 * bytesPerRow);
  });
});

describe('recovery', () => {
  it.each([1, 17, 39])('drops a torn record of %d bytes at the end of the index', async (bytes) => {
    const photographs = await writePhotographs(1, 2);
    await ensureAndCheck(photographs);
    await appendFile(join(shapeFolder, 'index.bin'), Buffer.alloc(bytes, 1));
    expect((await ensureAndCheck(photographs)).decoded).toBe(0);
    expect((await stat(join(shapeFolder, 'index.bin'))).size).toBe(2 * 40);
  });

  it('decodes again what a torn record named', async () => {
    const photographs = await writePhotographs(1, 2, 3);
    await ensureAndCheck(photographs);
    await truncate(join(shapeFolder, 'index.bin'), 2 * 40 + 20);
    expect((await ensureAndCheck(photographs)).decoded).toBe(1);
  });

  it('believes nothing after a record that is wrong', async () => {
    const photographs = await writePhotographs(1, 2, 3);
    await ensureAndCheck(photographs);
    const index = await readFile(join(shapeFolder, 'index.bin'));
    index[50]! ^= 1;
    await writeFile(join(shapeFolder, 'index.bin'), index);
    expect((await ensureAndCheck(photographs)).decoded).toBe(2);
  });

  it('overwrites pixels that were written but never promised', async () => {
    const photographs = await writePhotographs(1, 2);
    await ensureAndCheck(photographs.slice(0, 1));
    await appendFile(join(shapeFolder, 'shard-00000.bin'), Buffer.alloc(bytesPerRow * 3 + 5, 77));
    expect(await ensureAndCheck(photographs)).toEqual({ rows: [0, 1], decoded: 1 });
  });

  it('decodes again after a shard was deleted, with rows of other datasets left for new photographs', async () => {
    const photographs = await writePhotographs(1, 2, 3);
    await ensureAndCheck(photographs);
    await rm(join(shapeFolder, 'shard-00000.bin'));
    expect((await ensureAndCheck(photographs.slice(1))).decoded).toBe(2);
    expect((await ensureAndCheck(photographs)).decoded).toBe(1);
    expect((await stat(join(shapeFolder, 'shard-00000.bin'))).size).toBe(3 * bytesPerRow);
  });

  it('decodes again what lay beyond the end of a shard that was cut', async () => {
    const photographs = await writePhotographs(1, 2, 3);
    await ensureAndCheck(photographs);
    await truncate(join(shapeFolder, 'shard-00000.bin'), 2 * bytesPerRow - 1);
    expect((await ensureAndCheck(photographs)).decoded).toBe(2);
  });

  it('starts anew where the index was deleted', async () => {
    const photographs = await writePhotographs(1, 2);
    await ensureAndCheck(photographs);
    await rm(join(shapeFolder, 'index.bin'));
    expect((await ensureAndCheck(photographs)).decoded).toBe(2);
  });

  it('lists only files that are there, even where a lost shard is not needed', async () => {
    const photographs = await writePhotographs(1, 2);
    await ensureAndCheck(photographs);
    await rm(join(shapeFolder, 'shard-00000.bin'));
    const { source } = await new PixelCache(cacheFolder).ensure([], shape);
    for (const shard of source.shards) expect((await stat(shard)).size).toBe(0);
  });
});

describe('what can go wrong', () => {
  it('keeps what was decoded before a cancel', async () => {
    const photographs = await writePhotographs(...Array.from({ length: 40 }, (_, index) => index));
    const controller = new AbortController();
    let done = 0;
    const onProgress = (count: number): void => {
      done = count;
      if (count === 10) controller.abort();
    };
    const cache = new PixelCache(cacheFolder);
    await expect(cache.ensure(photographs, shape, { signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'cancelled' });
    expect(done).toBeLessThan(40);
    expect((await ensureAndCheck(photographs, cache)).decoded).toBe(40 - done);
  });

  it('names an original that is gone, and keeps the others', async () => {
    const photographs = await writePhotographs(1, 2, 3);
    await rm(photographs[1]!.path);
    await expect(new PixelCache(cacheFolder).ensure(photographs, shape)).rejects.toMatchObject({
      code: 'file-missing',
      message: '2.jpg is no longer in the folder from which it was imported. Put it back, or connect its disk, and start again.',
    });
    expect((await ensureAndCheck([photographs[0]!, photographs[2]!])).decoded).toBe(0);
  });

  it('names an original that has changed', async () => {
    const photographs = await writePhotographs(1);
    await writeFile(photographs[0]!.path, await jpegBytes(9));
    await expect(new PixelCache(cacheFolder).ensure(photographs, shape)).rejects.toMatchObject({
      code: 'photograph-unreadable',
      message: '1.jpg has changed since it was imported. Put the original back, or import the folder anew.',
    });
  });

  it('counts originals that are gone, and gives up after twenty', async () => {
    const photographs = await writePhotographs(...Array.from({ length: 60 }, (_, index) => index));
    for (const { path } of photographs.slice(0, 2)) await rm(path);
    await expect(new PixelCache(cacheFolder).ensure(photographs, shape)).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringMatching(/^2 photographs could not be read\. The first: [01]\.jpg is no longer in the folder/) as string,
    });
    for (const { path } of photographs.slice(2, 40)) await rm(path);
    const fresh = new PixelCache(join(folder, 'other'));
    await expect(fresh.ensure(photographs, shape)).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringMatching(/^At least 20 photographs could not be read\./) as string,
    });
  });

  it.runIf(process.platform === 'linux')('tells a full disk', async () => {
    const photographs = await writePhotographs(1, 2);
    await mkdir(shapeFolder, { recursive: true });
    await symlink('/dev/full', join(shapeFolder, 'shard-00000.bin'));
    const cache = new PixelCache(cacheFolder);
    await expect(cache.ensure(photographs, shape)).rejects.toMatchObject({
      code: 'disk-full',
      message:
        'The disk of the workspace is full. Nothing that was saved is lost; free some space and start again: what was decoded so far is kept.',
    });
    await rm(join(shapeFolder, 'shard-00000.bin'));
    expect((await ensureAndCheck(photographs, cache)).decoded).toBe(2);
  });

  it('tells before it starts where the disk has too little space', async () => {
    const photographs = Array.from({ length: 2000 }, (_, index) => ({ path: 'unread', contentHash: index.toString(16).padStart(64, '0') }));
    const huge = { height: 100_000, width: 100_000, resizeMode: 'stretch' } as const;
    await expect(new PixelCache(cacheFolder).ensure(photographs, huge)).rejects.toMatchObject({
      code: 'disk-full',
      message:
        'The disk of the workspace is full: the decoded photographs need 57220459 MB. Nothing that was saved is lost; free some space and start again: what was decoded so far is kept.',
    });
  });
});
