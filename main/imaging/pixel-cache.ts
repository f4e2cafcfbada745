import { mkdir, statfs } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { rowBytes } from '../../common/domain/pixel-cache.ts';
import type { PixelSource } from '../../common/domain/pixel-cache.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { forEachInParallel, photographsAtOnce, throwIfCancelled } from './parallel.ts';
import { nameShape } from './pixel-folders.ts';
import { PixelIndex } from './pixel-index.ts';
import { chooseRowsPerShard, PixelShards } from './pixel-shards.ts';
import { readUnchanged } from './read-unchanged.ts';
import { decodePhotograph } from './decode-photograph.ts';
import type { PixelShape } from './render-pixels.ts';
import { syncFolder } from './sync-folder.ts';

export interface CachedPhotograph {
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly contentHash: string;
  /** Absolute. */
  readonly path: string;
}

export interface CacheOptions {
  readonly signal?: AbortSignal | undefined;
  /** Counts the photographs that must be decoded; those in the cache are not among them. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface CachedPixels {
  readonly source: PixelSource;
  /** Row of every photograph, in the order in which they were given. */
  readonly rows: Int32Array;
}

/** Rows are promised in batches: one sync for many, and little to decode again after a crash. */
const rowsPerCommit = 512;
const bytesPerCommit = 32 * 1024 * 1024;
/** So many unreadable photographs are looked for before the work is given up. */
const mostFailures = 20;
/** What is left free on the disk for everything else. */
const reserveBytes = 64 * 1024 * 1024;

/**
 * Decoded photographs on disk, one folder a shape, shared by all datasets. Pixels are synced before the index names them, so that a crash at any moment
 * costs at most the rows of one commit. It is derived data: any file of it may be deleted, and the rows that are then lost are decoded again.
 */
export class PixelCache {
  readonly #folder: string;
  /** The last work on each shape: one at a time. */
  readonly #queues = new Map<string, Promise<unknown>>();
  #closed: Promise<unknown> | null = null;

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  /**
   * Sees to it that all photographs are in the cache, and tells where.
   * @throws AppError `cancelled`, `disk-full`, `file-missing` or `photograph-unreadable` (an original is gone, changed or damaged)
   */
  async ensure(photographs: readonly CachedPhotograph[], shape: PixelShape, options: CacheOptions = {}): Promise<CachedPixels> {
    // Not a moment may pass between this and taking one's place where it is open: who closes it looks before whether anybody uses it.
    if (this.#closed !== null) await this.#waitUntilOpen(options.signal);
    const name = nameShape(shape);
    const before = this.#queues.get(name) ?? Promise.resolve();
    const work = before.then(
      () => this.#ensure(join(this.#folder, name), photographs, shape, options),
      () => this.#ensure(join(this.#folder, name), photographs, shape, options),
    );
    this.#queues.set(name, work);
    try {
      return await work;
    } catch (error) {
      throw explain(error);
    }
  }

  /** Does something with the cache's folder while nobody is given pixels: who asks for some waits until it is done. Nobody may be using any. */
  async whileClosed<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
    if (this.#closed !== null) throw new AppError('internal', 'The pixel cache is closed already.');
    const done = work(this.#folder);
    this.#closed = done;
    try {
      return await done;
    } finally {
      this.#closed = null;
    }
  }

  async #waitUntilOpen(signal: AbortSignal | undefined): Promise<void> {
    while (this.#closed !== null) {
      // How it ended is told to who closed it.
      await Promise.race([Promise.allSettled([this.#closed]), aborted(signal)]);
      throwIfCancelled(signal);
    }
  }

  async #ensure(folder: string, photographs: readonly CachedPhotograph[], shape: PixelShape, options: CacheOptions): Promise<CachedPixels> {
    await mkdir(folder, { recursive: true });
    const rowsPerShard = chooseRowsPerShard(rowBytes(shape));
    const shards = new PixelShards(folder, rowBytes(shape), rowsPerShard);
    const index = await PixelIndex.open(join(folder, 'index.bin'));
    try {
      await syncFolder(folder);
      const lost = await shards.findLost(index.usedRows());
      if (lost.length > 0) await index.record(lost.map((row) => ({ row, contentHash: null })));
      await this.#decodeMissing(index, shards, photographs, shape, options);
      await shards.makeMissing(index.rowCount);
      return {
        source: { height: shape.height, width: shape.width, rowsPerShard, shards: shards.paths(index.rowCount) },
        rows: Int32Array.from(photographs, ({ contentHash }) => rowOf(index, contentHash)),
      };
    } finally {
      await shards.close();
      await index.close();
    }
  }

  async #decodeMissing(
    index: PixelIndex,
    shards: PixelShards,
    photographs: readonly CachedPhotograph[],
    shape: PixelShape,
    options: CacheOptions,
  ): Promise<void> {
    const missing = [...new Map(photographs.map((photograph) => [photograph.contentHash, photograph])).values()].filter(
      ({ contentHash }) => index.rowOf(contentHash) === undefined,
    );
    if (missing.length === 0) return;
    await requireSpace(this.#folder, missing.length * rowBytes(shape));
    const rows = index.freeRows(missing.length);
    const commitSize = Math.max(1, Math.min(rowsPerCommit, Math.floor(bytesPerCommit / rowBytes(shape))));
    const failures: AppError[] = [];
    let written: { row: number; contentHash: string }[] = [];
    let committing = Promise.resolve();
    let done = 0;

    const commit = async (): Promise<void> => {
      const batch = written;
      written = [];
      if (batch.length === 0) return;
      await shards.sync();
      await index.record(batch);
    };
    const decode = async ({ contentHash, path }: CachedPhotograph, position: number): Promise<void> => {
      const row = rows[position] as number;
      try {
        const pixels = await decodePhotograph(await readUnchanged(path, contentHash), shape, basename(path));
        await shards.write(row, pixels);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        failures.push(error);
        if (failures.length >= mostFailures) throw describeFailures(failures);
        return;
      }
      written.push({ row, contentHash });
      options.onProgress?.(++done, missing.length);
      if (written.length >= commitSize) {
        committing = committing.then(commit);
        await committing;
      }
    };

    options.onProgress?.(0, missing.length);
    const [decoded] = await Promise.allSettled([forEachInParallel(missing, photographsAtOnce, options.signal, decode)]);
    // What was decoded before a cancel or failure is kept.
    const [committed] = await Promise.allSettled([committing.then(commit)]);
    if (decoded.status === 'rejected') throw decoded.reason;
    if (committed.status === 'rejected') throw committed.reason;
    if (failures.length > 0) throw describeFailures(failures);
  }
}

/** Resolves when the signal is aborted. */
function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    else signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

function rowOf(index: PixelIndex, contentHash: string): number {
  const row = index.rowOf(contentHash);
  if (row === undefined) throw new AppError('internal', `The pixel cache has no row for ${contentHash} after decoding it.`);
  return row;
}

async function requireSpace(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < neededBytes + reserveBytes) throw diskFull(neededBytes);
}

function diskFull(neededBytes?: number): AppError {
  const need = neededBytes === undefined ? '' : `: the decoded photographs need ${Math.ceil(neededBytes / 2 ** 20)} MB`;
  return new AppError(
    'disk-full',
    `The disk of the workspace is full${need}. Nothing that was saved is lost; free some space and start again: what was decoded so far is kept.`,
    neededBytes === undefined ? undefined : { neededBytes },
  );
}

function explain(error: unknown): AppError {
  const failure = toAppError(error);
  return failure.code === 'disk-full' && !(error instanceof AppError) ? diskFull() : failure;
}

function describeFailures(failures: readonly AppError[]): AppError {
  const [first] = failures;
  if (first === undefined || failures.length === 1) return first ?? new AppError('internal', 'No failure to describe.');
  const count = failures.length >= mostFailures ? `At least ${mostFailures}` : String(failures.length);
  const code = failures.every((failure) => failure.code === first.code) ? first.code : 'photograph-unreadable';
  return new AppError(code, `${count} photographs could not be read. The first: ${first.message}`, {
    messages: failures.map((failure) => failure.message),
  });
}
