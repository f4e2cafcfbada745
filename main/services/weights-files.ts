import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AppError, toAppError } from '../../common/errors/app-error.ts';

/** The part of a TensorFlow.js layers file (`model.json`) that names the files beside it. */
const LayersManifest = z.object({ weightsManifest: z.array(z.object({ paths: z.array(z.string()) })) });

const largestManifestBytes = 64 * 1024 * 1024;
const largestShardBytes = 2 ** 31;

/**
 * Copies model.json and the files that it names, and nothing else.
 * @returns bytes in all, and the SHA-256 over all of them in the order of the manifest
 * @throws AppError `weights-unreadable`, `file-missing`
 */
export async function copyWeights(from: string, to: string): Promise<{ bytes: number; sha256: string }> {
  const manifest = await readWithin(from, 'model.json', largestManifestBytes);
  const hash = createHash('sha256').update(manifest);
  let bytes = manifest.length;
  await writeFile(join(to, 'model.json'), manifest);
  for (const name of listShards(manifest)) {
    const shard = await readWithin(from, name, largestShardBytes);
    hash.update(shard);
    bytes += shard.length;
    await writeFile(join(to, name), shard);
  }
  return { bytes, sha256: hash.digest('hex') };
}

function listShards(manifest: Buffer): string[] {
  let parsed: z.output<typeof LayersManifest>;
  try {
    parsed = LayersManifest.parse(JSON.parse(manifest.toString('utf8')));
  } catch (error) {
    throw new AppError(
      'weights-unreadable',
      'model.json is no TensorFlow.js layers file: it names no weights. Choose a folder that was saved as such.',
      undefined,
      {
        cause: error,
      },
    );
  }
  const names = new Set(parsed.weightsManifest.flatMap(({ paths }) => paths));
  for (const name of names) {
    if (name === '' || name !== basename(name) || name.includes('\\') || name === '.' || name === '..' || name === 'model.json') {
      throw new AppError('weights-unreadable', `model.json names the file "${name}", which does not lie beside it. Nothing was imported.`);
    }
  }
  return [...names];
}

async function readWithin(folder: string, name: string, largestBytes: number): Promise<Buffer> {
  const path = join(folder, name);
  try {
    const { size } = await stat(path);
    if (size > largestBytes)
      throw new AppError('weights-unreadable', `${name} is too large for weights (${Math.round(size / 2 ** 20)} MB).`);
    return await readFile(path);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'file-missing') throw error;
    throw new AppError(
      'weights-unreadable',
      `There is no ${name} in the folder. Choose the folder with model.json and the weight files beside it.`,
    );
  }
}
