import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../common/errors/app-error.ts';

/** Rows of equal length, end to end in files. */
export interface RowFiles {
  readonly rowBytes: number;
  readonly rowsPerShard: number;
  /** Absolute paths, in order. */
  readonly shards: readonly string[];
}

/** Rows kept in memory after their first read, bytes: all of HAM10000 at 28 x 28, a tenth at 224 x 224. */
const defaultMemoryBytes = 192 * 1024 * 1024;

/**
 * Reads single rows by their number. What was read stays in memory up to a bound; beyond it every read goes to the file, so that the data
 * may be larger than memory.
 */
export class RowStore {
  readonly #files: RowFiles;
  readonly #handles: ReadonlyMap<number, FileHandle>;
  readonly #kept = new Map<number, Uint8Array>();
  #memoryLeft: number;

  private constructor(files: RowFiles, handles: ReadonlyMap<number, FileHandle>, memoryBytes: number) {
    this.#files = files;
    this.#handles = handles;
    this.#memoryLeft = memoryBytes;
  }

  /**
   * Opens the files and checks that every row that will be asked for is there.
   * @throws AppError `cache-damaged` naming the first file that is missing or too short
   */
  static async open(files: RowFiles, rows: Iterable<number>, memoryBytes = defaultMemoryBytes): Promise<RowStore> {
    const needed = new Map<number, number>();
    for (const row of rows) {
      const shard = Math.floor(row / files.rowsPerShard);
      needed.set(shard, Math.max(needed.get(shard) ?? 0, (row % files.rowsPerShard) + 1));
    }
    const handles = new Map<number, FileHandle>();
    try {
      for (const [shard, rowCount] of needed) {
        const path = files.shards[shard];
        if (path === undefined)
          throw damaged(`row ${shard * files.rowsPerShard + rowCount - 1} lies in none of its ${files.shards.length} files`);
        const handle = await openShard(path);
        handles.set(shard, handle);
        const { size } = await handle.stat();
        if (size < rowCount * files.rowBytes) throw tooShort(path, size, rowCount * files.rowBytes);
      }
    } catch (error) {
      await Promise.all([...handles.values()].map((handle) => handle.close()));
      throw error;
    }
    return new RowStore(files, handles, memoryBytes);
  }

  get rowBytes(): number {
    return this.#files.rowBytes;
  }

  /** The bytes of one row: at once where they are in memory. Not to be changed by the caller. */
  read(row: number): Uint8Array | Promise<Uint8Array> {
    return this.#kept.get(row) ?? this.#readFile(row);
  }

  async close(): Promise<void> {
    this.#kept.clear();
    await Promise.all([...this.#handles.values()].map((handle) => handle.close()));
  }

  async #readFile(row: number): Promise<Uint8Array> {
    const { rowBytes, rowsPerShard } = this.#files;
    const shard = Math.floor(row / rowsPerShard);
    const handle = this.#handles.get(shard);
    if (handle === undefined) throw new Error(`row ${row} was not announced when the store was opened`);
    const bytes = new Uint8Array(rowBytes);
    const start = (row % rowsPerShard) * rowBytes;
    for (let done = 0; done < rowBytes;) {
      const { bytesRead } = await handle.read(bytes, done, rowBytes - done, start + done);
      if (bytesRead === 0) throw tooShort(this.#files.shards[shard] ?? '', start + done, start + rowBytes);
      done += bytesRead;
    }
    if (this.#memoryLeft >= rowBytes && !this.#kept.has(row)) {
      this.#memoryLeft -= rowBytes;
      this.#kept.set(row, bytes);
    }
    return bytes;
  }
}

async function openShard(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw damaged(`its file ${basename(path)} is missing`);
    throw error;
  }
}

function tooShort(path: string, size: number, needed: number): AppError {
  return damaged(`its file ${basename(path)} has ${size} bytes, but ${needed} are needed`);
}

function damaged(reason: string): AppError {
  return new AppError(
    'cache-damaged',
    `The cache of decoded photographs is damaged: ${reason}. Your photographs are not affected. Remove the cache and start again: it is then built anew.`,
  );
}
