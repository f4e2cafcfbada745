import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rowBytes } from '../../common/domain/pixel-cache.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { replaceFile } from '../files/replace-file.ts';
import { throwIfCancelled } from './parallel.ts';
import type { PixelFolder } from './pixel-folders.ts';
import { encodeRecords, PixelIndex } from './pixel-index.ts';
import { chooseRowsPerShard, PixelShards } from './pixel-shards.ts';
import { syncFolder } from './sync-folder.ts';

/** So much is moved under one sync. */
const bytesPerCommit = 32 * 1024 * 1024;

interface PruneOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/** Removes a folder of pixels. Its index goes first: without it the rest says nothing, so that a kill in between leaves an empty cache. */
export async function removePixelFolder(path: string, signal?: AbortSignal): Promise<void> {
  await rm(join(path, 'index.bin'), { force: true });
  await syncFolder(path);
  for (const name of await readdir(path)) {
    throwIfCancelled(signal);
    await rm(join(path, name), { recursive: true, force: true });
  }
  await rmdir(path);
}

/**
 * Takes the photographs that are not needed out of a folder of pixels, and lays the others together so that its files become as small as they can be. Whole files go first,
 * which a full disk allows too. At any moment the index names only rows that are complete: a row is void on the disk before anything else is written there, and moved pixels
 * are synced before the index names their new place. What a kill leaves behind the last row the next pruning cuts off.
 */
export async function prunePixelFolder(
  { path, shape }: PixelFolder,
  isNeeded: (contentHash: string) => boolean,
  options: PruneOptions = {},
): Promise<void> {
  if (shape === null) return removePixelFolder(path, options.signal);
  const bytesPerRow = rowBytes(shape);
  const indexPath = join(path, 'index.bin');
  await removeUnfinishedIndex(path);
  const shards = new PixelShards(path, bytesPerRow, chooseRowsPerShard(bytesPerRow));
  const index = await PixelIndex.open(indexPath);
  let keptCount: number;
  try {
    const entries = [...index.entries()];
    const lost = new Set(await shards.findLost(index.usedRows()));
    const stays = ({ row, contentHash }: { row: number; contentHash: string }): boolean => !lost.has(row) && isNeeded(contentHash);
    const kept = entries.filter(stays);
    keptCount = kept.length;
    if (keptCount > 0) {
      await shards.removeOthers(kept.map(({ row }) => row));
      await index.record(entries.filter((entry) => !stays(entry)).map(({ row }) => ({ row, contentHash: null })));
      await closeGaps(index, shards, keptCount, bytesPerRow, options);
    }
  } finally {
    await shards.close();
    await index.close();
  }
  if (keptCount === 0) await removePixelFolder(path, options.signal);
  else await shorten(indexPath, shards);
  throwIfCancelled(options.signal);
}

/** What a pruning left that was killed while it wrote the index anew. */
async function removeUnfinishedIndex(path: string): Promise<void> {
  for (const name of await readdir(path)) if (/^index\.bin\..+\.incoming$/.test(name)) await rm(join(path, name), { force: true });
}

/** Moves the last photographs into the void rows before them, until `count` rows without gaps hold all, or the signal is aborted. */
async function closeGaps(
  index: PixelIndex,
  shards: PixelShards,
  count: number,
  bytesPerRow: number,
  { signal, onProgress }: PruneOptions,
): Promise<void> {
  const moving = [...index.entries()].filter(({ row }) => row >= count).sort((a, b) => b.row - a.row);
  const free = index.freeRows(moving.length);
  const atOnce = Math.max(1, Math.floor(bytesPerCommit / bytesPerRow));
  for (let start = 0; start < moving.length && signal?.aborted !== true; start += atOnce) {
    const moved = moving.slice(start, start + atOnce).map(({ row, contentHash }, place) => {
      const to = free[start + place];
      if (to === undefined) throw new AppError('internal', 'The pixel cache has fewer free rows than photographs behind them.');
      return { contentHash, from: row, to };
    });
    for (const { from, to } of moved) await shards.write(to, await shards.read(from));
    await shards.sync();
    // The new place first: torn in between, it has two, and both are right.
    await index.record(
      moved.flatMap(({ contentHash, from, to }) => [
        { row: to, contentHash },
        { row: from, contentHash: null },
      ]),
    );
    onProgress?.((start + moved.length) * bytesPerRow, moving.length * bytesPerRow);
  }
}

/** Cuts off the pixels behind the last row that is used, which the index has said to be void; then writes it anew, without what was overtaken. */
async function shorten(indexPath: string, shards: PixelShards): Promise<void> {
  const index = await PixelIndex.open(indexPath);
  let entries: { row: number; contentHash: string }[];
  try {
    entries = [...index.entries()].sort((a, b) => a.row - b.row);
  } finally {
    await index.close();
  }
  await shards.trim((entries.at(-1)?.row ?? -1) + 1);
  await replaceFile(indexPath, encodeRecords(entries));
  await syncFolder(dirname(indexPath));
}
