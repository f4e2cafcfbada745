import { join } from 'node:path';
import { rowBytes } from '../../../common/domain/pixel-cache.ts';
import { folderSize } from '../../files/folder-size.ts';
import { listPixelFolders } from '../../imaging/pixel-folders.ts';
import { readKeptHashes, recordBytes } from '../../imaging/pixel-index.ts';

/** Bytes that a pruning of the pixel cache would free, about. */
export async function unneededPixelBytes(folder: string, needed: ReadonlySet<string>, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for (const { path, shape } of await listPixelFolders(folder)) {
    const size = await folderSize(path, signal);
    const hashes = shape === null ? [] : await readKeptHashes(join(path, 'index.bin'));
    const count = hashes.filter((hash) => needed.has(hash)).length;
    bytes += shape === null ? size : Math.max(0, size - count * (rowBytes(shape) + recordBytes));
  }
  return bytes;
}

/** Features do not say whose they are; without photographs they are nobody's. The engine keeps them within bounds. */
export function unneededFeatureBytes(bytes: number, needed: ReadonlySet<string>): number {
  return needed.size === 0 ? bytes : 0;
}
