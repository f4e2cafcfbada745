import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { PixelCache } from '../../../../main/imaging/pixel-cache.ts';
import type { CachedPhotograph } from '../../../../main/imaging/pixel-cache.ts';
import { listPixelFolders } from '../../../../main/imaging/pixel-folders.ts';
import { decodePhotograph } from '../../../../main/imaging/decode-photograph.ts';
import { prunePixelFolder, removePixelFolder } from '../../../../main/imaging/prune-pixels.ts';
import { folderSize } from '../../../../main/files/folder-size.ts';
import { jpegBytes } from '../../../helpers/dataset-folder.ts';
import { smallDisk } from '../../../helpers/small-disk.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const shape = { height: 8, width: 12, resizeMode: 'centre-crop' } as const;
const bytesPerRow = 8 * 12 * 3;

let folder: string;
let cacheFolder: string;
let shapeFolder: string;
let photographs: CachedPhotograph[];

beforeEach(async () => {
  folder = await temporaryFolder();
  cacheFolder = join(folder, 'pixels');
  shapeFolder = join(cacheFolder, '8x12-centre-crop-v1');
  photographs = [];
  for (let number = 0; number < 10; number++) {
    const bytes = await jpegBytes(number);
    const path = join(folder, `${number}.jpg`);
    await writeFile(path, bytes);
    photographs.push({ path, contentHash: createHash('sha256').update(bytes).digest('hex') });
  }
  await new PixelCache(cacheFolder).ensure(photographs, shape);
});

/** Ensures the photographs, proves that every row holds what it should, and tells how many had to be decoded again. */
async function decodedAgain(wanted: readonly CachedPhotograph[]): Promise<number> {
  let decoded = 0;
  const { source, rows } = await new PixelCache(cacheFolder).ensure(wanted, shape, { onProgress: (done) => (decoded = done) });
  const pixels = await readFile(source.shards[0]!);
  for (const [index, { path }] of wanted.entries()) {
    const start = rows[index]! * bytesPerRow;
    expect(pixels.subarray(start, start + bytesPerRow).equals(await decodePhotograph(path, shape))).toBe(true);
  }
  return decoded;
}

async function prune(kept: readonly CachedPhotograph[], signal?: AbortSignal): Promise<void> {
  const hashes = new Set(kept.map(({ contentHash }) => contentHash));
  for (const entry of await listPixelFolders(cacheFolder)) await prunePixelFolder(entry, (hash) => hashes.has(hash), { signal });
}

const sizeOfShard = async (): Promise<number> => (await stat(join(shapeFolder, 'shard-00000.bin'))).size;

describe('a pixel cache that is being pruned', () => {
  it('gives nobody pixels until that is done, and lets go who does not want to wait', async () => {
    const cache = new PixelCache(cacheFolder);
    const order: string[] = [];
    let finish = (): void => undefined;
    const closing = cache.whileClosed(async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      order.push('pruned');
    });
    const asked = cache.ensure(photographs, shape).then(() => order.push('given'));
    const controller = new AbortController();
    const impatient = cache.ensure(photographs, shape, { signal: controller.signal });
    controller.abort();
    await expect(impatient).rejects.toMatchObject({ code: 'cancelled' });
    finish();
    await Promise.all([closing, asked]);
    expect(order).toEqual(['pruned', 'given']);
  });
});

describe('pruning a pixel cache', () => {
  it.each([[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]], [[0, 1, 2]], [[7, 8, 9]], [[0, 2, 4, 6, 9]], [[9]]])(
    'keeps what is needed, %j, and nothing else',
    async (numbers) => {
      const kept = numbers.map((number) => photographs[number]!);
      await prune(kept);
      expect(await sizeOfShard()).toBe(kept.length * bytesPerRow);
      expect((await stat(join(shapeFolder, 'index.bin'))).size).toBe(kept.length * 40);
      expect(await decodedAgain(kept)).toBe(0);
      expect(await decodedAgain(photographs)).toBe(10 - kept.length);
    },
  );

  it('removes what one left that was killed while it wrote the index anew', async () => {
    await writeFile(join(shapeFolder, 'index.bin.123-456.incoming'), 'half');
    await prune(photographs.slice(0, 3));
    expect((await readdir(shapeFolder)).sort()).toEqual(['index.bin', 'shard-00000.bin']);
  });

  it('removes a shape of which nothing is needed, and one of another version of the format', async () => {
    const old = join(cacheFolder, '8x12-centre-crop-v0');
    await mkdir(old);
    await writeFile(join(old, 'index.bin'), 'old');
    await prune(photographs);
    expect(await readdir(cacheFolder)).toEqual(['8x12-centre-crop-v1']);
    await prune([]);
    expect(await readdir(cacheFolder)).toEqual([]);
    expect(await decodedAgain(photographs)).toBe(10);
  });

  it('leaves alone what it did not make', async () => {
    await mkdir(join(cacheFolder, 'somebody'));
    await prune([]);
    expect(await readdir(cacheFolder)).toEqual(['somebody']);
    expect(await listPixelFolders(join(folder, 'nowhere'))).toEqual([]);
  });

  it('counts rows whose pixels are gone as gone', async () => {
    await truncate(join(shapeFolder, 'shard-00000.bin'), 4 * bytesPerRow);
    await prune(photographs);
    expect(await sizeOfShard()).toBe(4 * bytesPerRow);
    expect(await decodedAgain(photographs)).toBe(6);
  });

  it('stops where it is cancelled, with a cache that is whole', async () => {
    const kept = photographs.slice(5);
    await expect(prune(kept, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(await decodedAgain(kept)).toBe(0);
    await prune(kept);
    expect(await sizeOfShard()).toBe(5 * bytesPerRow);
  });

  it('removes everything, index first', async () => {
    await expect(removePixelFolder(shapeFolder, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(shapeFolder)).toEqual(['shard-00000.bin']);
    expect(await decodedAgain(photographs)).toBe(10);
    await removePixelFolder(shapeFolder);
    expect(await folderSize(cacheFolder)).toBe(0);
  });

  it('frees a disk that is full', async (context) => {
    const disk = join(folder, 'disk');
    // The cache leaves more free than it takes here.
    const resize = await smallDisk(context, disk, 80);
    cacheFolder = join(disk, 'pixels');
    const large = { height: 224, width: 224, resizeMode: 'stretch' } as const;
    await new PixelCache(cacheFolder).ensure(photographs, large);
    resize(2);
    await expect(writeFile(join(disk, 'others'), Buffer.alloc(2 ** 21))).rejects.toMatchObject({ code: 'ENOSPC' });
    const before = await folderSize(cacheFolder);
    await prune(photographs.slice(5));
    expect(await folderSize(cacheFolder)).toBe(before / 2);
    let decoded = 0;
    resize(80);
    await new PixelCache(cacheFolder).ensure(photographs, large, { onProgress: (done) => (decoded = done) });
    expect(decoded).toBe(5);
  });
});
