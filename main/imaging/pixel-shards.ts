import { constants, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { syncFolder } from './sync-folder.ts';

/** A shard stays under this size, so that a file system's limits and a lost file cost little. */
const largestShardBytes = 256 * 1024 * 1024;
const mostRowsPerShard = 32_768;

export function chooseRowsPerShard(bytesPerRow: number): number {
  return Math.min(mostRowsPerShard, Math.max(1, Math.floor(largestShardBytes / bytesPerRow)));
}

/** The files that hold the rows of one pixel cache, `rowsPerShard` to a file, end to end. */
export class PixelShards {
  readonly #folder: string;
  readonly #bytesPerRow: number;
  readonly #rowsPerShard: number;
  readonly #open = new Map<number, Promise<FileHandle>>();
  #hasNewFiles = false;

  constructor(folder: string, bytesPerRow: number, rowsPerShard: number) {
    this.#folder = folder;
    this.#bytesPerRow = bytesPerRow;
    this.#rowsPerShard = rowsPerShard;
  }

  /** Absolute paths of the files that hold the first `rowCount` rows. */
  paths(rowCount: number): string[] {
    return Array.from({ length: Math.ceil(rowCount / this.#rowsPerShard) }, (_, shard) => this.#path(shard));
  }

  /** Of the given rows those that no file holds completely: it was deleted or cut. */
  async findLost(rows: Iterable<number>): Promise<number[]> {
    const sizes = new Map<number, number>();
    const lost: number[] = [];
    for (const row of rows) {
      const { shard, start } = this.#place(row);
      const size = sizes.get(shard) ?? (await sizeOf(this.#path(shard)));
      sizes.set(shard, size);
      if (size < start + this.#bytesPerRow) lost.push(row);
    }
    return lost;
  }

  /** Writes one row. It is safe only after `sync`. */
  async write(row: number, pixels: Uint8Array): Promise<void> {
    const { shard, start } = this.#place(row);
    const file = await this.#openShard(shard);
    for (let done = 0; done < pixels.length;) {
      const { bytesWritten } = await file.write(pixels, done, pixels.length - done, start + done);
      done += bytesWritten;
    }
  }

  /** Reads one row. @throws AppError `cache-damaged` where its file was cut off */
  async read(row: number): Promise<Uint8Array> {
    const { shard, start } = this.#place(row);
    const pixels = new Uint8Array(this.#bytesPerRow);
    const { bytesRead } = await (await this.#openShard(shard)).read(pixels, 0, pixels.length, start);
    if (bytesRead === pixels.length) return pixels;
    throw new AppError(
      'cache-damaged',
      'A file of decoded photographs was cut off while it was in use. Your photographs are safe. Start again.',
    );
  }

  /** Removes the files that hold none of the given rows. Needs no space on the disk. */
  async removeOthers(rows: Iterable<number>): Promise<void> {
    const kept = new Set(Array.from(rows, (row) => this.#path(this.#place(row).shard)));
    for (const path of await this.#files()) if (!kept.has(path)) await rm(path);
  }

  /** Cuts off what lies behind the first `rowCount` rows. */
  async trim(rowCount: number): Promise<void> {
    const { shard: last, start } = this.#place(rowCount);
    for (const path of await this.#files()) {
      if (path > this.#path(last) || (path === this.#path(last) && start === 0)) await rm(path);
      else if (path === this.#path(last) && (await sizeOf(path)) > start) await truncate(path, start);
    }
  }

  /** Returns when every row written so far is on the disk. */
  async sync(): Promise<void> {
    for (const file of this.#open.values()) await (await file).datasync();
    if (this.#hasNewFiles) await syncFolder(this.#folder);
    this.#hasNewFiles = false;
  }

  /** Makes the files of the first `rowCount` rows that are not there, empty: readers open them all. */
  async makeMissing(rowCount: number): Promise<void> {
    for (const path of this.paths(rowCount)) if ((await sizeOf(path)) === 0) await (await open(path, 'a')).close();
  }

  async close(): Promise<void> {
    const files = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    for (const file of files) if (file.status === 'fulfilled') await file.value.close();
  }

  #place(row: number): { shard: number; start: number } {
    return { shard: Math.floor(row / this.#rowsPerShard), start: (row % this.#rowsPerShard) * this.#bytesPerRow };
  }

  async #files(): Promise<string[]> {
    return (await readdir(this.#folder)).filter((name) => /^shard-\d+\.bin$/.test(name)).map((name) => join(this.#folder, name));
  }

  #path(shard: number): string {
    return join(this.#folder, `shard-${String(shard).padStart(5, '0')}.bin`);
  }

  #openShard(shard: number): Promise<FileHandle> {
    const known = this.#open.get(shard);
    if (known !== undefined) return known;
    this.#hasNewFiles = true;
    const opened = open(this.#path(shard), constants.O_RDWR | constants.O_CREAT);
    this.#open.set(shard, opened);
    return opened;
  }
}

/** 0 where there is no file. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (toAppError(error).code === 'file-missing') return 0;
    throw error;
  }
}
