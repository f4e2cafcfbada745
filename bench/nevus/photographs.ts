import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PixelCache } from '../../main/imaging/pixel-cache.ts';
import type { CachedPixels } from '../../main/imaging/pixel-cache.ts';
import type { FrozenJob, PipelineJob } from '../jobs.ts';

/** Calls work with an empty folder that is removed afterwards. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'nevus-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads, hashes and decodes the photographs, as an import and the first run do. */
export async function decode({ photographs, imageSize }: FrozenJob | PipelineJob, folder: string): Promise<CachedPixels> {
  const hashed = photographs.map(async ({ path }) => ({
    path,
    contentHash: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  }));
  const cache = new PixelCache(join(folder, 'pixels'));
  return cache.ensure(await Promise.all(hashed), { height: imageSize, width: imageSize, resizeMode: 'centre-crop' });
}
