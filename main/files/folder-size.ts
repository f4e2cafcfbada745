import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toAppError } from '../../common/errors/app-error.ts';

/** Bytes of all files in a folder and below, as they are at this moment; 0 where it is not there. Links are not followed. */
export async function folderSize(folder: string, signal?: AbortSignal): Promise<number> {
  signal?.throwIfAborted();
  let bytes = 0;
  try {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) bytes += await folderSize(path, signal);
      else if (entry.isFile()) bytes += await fileSize(path);
    }
  } catch (error) {
    if (toAppError(error).code !== 'file-missing') throw error;
  }
  return bytes;
}

/** 0 where it is not there: others remove files meanwhile. */
export async function fileSize(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (toAppError(error).code === 'file-missing') return 0;
    throw error;
  }
}
