import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ResizeMode } from '../../common/domain/training-config.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { PixelShape } from './render-pixels.ts';

/** Changes when the same photograph would decode to other pixels: older caches are then not used any more, and built anew. */
const formatVersion = 1;

/** One folder of a pixel cache. */
export interface PixelFolder {
  readonly name: string;
  readonly path: string;
  /** Null: of another version of the format, which nobody reads. */
  readonly shape: PixelShape | null;
}

export function nameShape({ height, width, resizeMode }: PixelShape): string {
  return `${height}x${width}-${resizeMode}-v${formatVersion}`;
}

/** The folders of a pixel cache; what Nevus did not make is not among them. */
export async function listPixelFolders(cacheFolder: string): Promise<PixelFolder[]> {
  let names: string[];
  try {
    names = (await readdir(cacheFolder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (toAppError(error).code === 'file-missing') return [];
    throw error;
  }
  return names.sort().flatMap((name): PixelFolder[] => {
    const parts = /^(\d+)x(\d+)-([a-z-]+)-v(\d+)$/.exec(name);
    const resizeMode = ResizeMode.safeParse(parts?.[3]);
    if (parts === null || !resizeMode.success) return [];
    const shape = { height: Number(parts[1]), width: Number(parts[2]), resizeMode: resizeMode.data };
    return [{ name, path: join(cacheFolder, name), shape: Number(parts[4]) === formatVersion ? shape : null }];
  });
}
