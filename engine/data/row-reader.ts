import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../common/errors/app-error.ts';

/** Rows of equal length, end to end in files. */
export interface RowFiles {
  readonly rowBytes: number;
  readonly rowsPerShard: number;
  /** Absolute paths, in order. */
  readonly shards: readonly string[];
}

/**
 * Reads single rows by their number, each from its file: what is read often is in the operating system's memory, and nothing is kept twice, so the
 * data may be far larger than memory. It blocks its thread while the disk is read; `PhotographPool` gives it threads of its own.
 */
export class RowReader {
  readonly #files: RowFiles;
  readonly #shards: ReadonlyMap<number, number>;

  private constructor(files: RowFiles, shards: ReadonlyMap<number, number>) {
    this.#files = files;
    this.#shards = shards;
  }

  /**
   * Opens the files and checks that every row that will be asked for is there. Opened files are read on even where they are deleted meanwhile.
   * @throws AppError `cache-damaged` naming the first file that is missing or too short
   */
  static open(files: RowFiles, rows: Iterable<number>): RowReader {
    const needed = new Map<number, number>();
    for (const row of rows) {
      const shard = Math.floor(row / files.rowsPerShard);
      needed.set(shard, Math.max(needed.get(shard) ?? 0, (row % files.rowsPerShard) + 1));
    }
    const shards = new Map<number, number>();
    const reader = new RowReader(files, shards);
    try {
      for (const [shard, rowCount] of needed) {
        const path = files.shards[shard];
        if (path === undefined)
          throw damaged(`row ${shard * files.rowsPerShard + rowCount - 1} lies in none of its ${files.shards.length} files`);
        const descriptor = openShard(path);
        shards.set(shard, descriptor);
        const { size } = fstatSync(descriptor);
        if (size < rowCount * files.rowBytes) throw tooShort(path, size, rowCount * files.rowBytes);
      }
    } catch (error) {
      reader.close();
      throw error;
    }
    return reader;
  }

  get rowBytes(): number {
    return this.#files.rowBytes;
  }

  /**
   * Reads one row into `target`, from `offset` on.
   * @throws AppError `cache-damaged` where the file has shrunk since it was opened
   */
  read(row: number, target: Uint8Array, offset = 0): void {
    const { rowBytes, rowsPerShard } = this.#files;
    const shard = Math.floor(row / rowsPerShard);
    const descriptor = this.#shards.get(shard);
    if (descriptor === undefined) throw new Error(`row ${row} was not announced when the reader was opened`);
    const start = (row % rowsPerShard) * rowBytes;
    for (let done = 0; done < rowBytes;) {
      const bytesRead = readSync(descriptor, target, offset + done, rowBytes - done, start + done);
      if (bytesRead === 0) throw tooShort(this.#files.shards[shard] ?? '', start + done, start + rowBytes);
      done += bytesRead;
    }
  }

  close(): void {
    for (const descriptor of this.#shards.values()) closeSync(descriptor);
  }
}

function openShard(path: string): number {
  try {
    return openSync(path, 'r');
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
