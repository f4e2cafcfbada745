import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CachePart, PruneRequest } from '../../../common/domain/storage.ts';
import { folderSize } from '../../files/folder-size.ts';
import type { Workspace } from '../../host/workspace.ts';
import { throwIfCancelled } from '../../imaging/parallel.ts';
import { listPixelFolders } from '../../imaging/pixel-folders.ts';
import { prunePixelFolder, removePixelFolder } from '../../imaging/prune-pixels.ts';
import type { JobContext } from '../../jobs/job-handler.ts';

interface Step {
  readonly bytes: number;
  readonly work: (onProgress: (share: number) => void) => Promise<void>;
}

const megabyte = 1e6;

/** Removes from the caches what was asked for, a folder at a time. Stopped at any moment, or killed, it leaves caches that are whole, and some of it removed. */
export async function pruneCaches(
  workspace: Workspace,
  { parts, extent }: PruneRequest,
  needed: ReadonlySet<string>,
  { signal, progress }: Pick<JobContext, 'signal' | 'progress'>,
): Promise<void> {
  const plans: Record<CachePart, () => Promise<Step[]>> = {
    pixels: () => planPixels(workspace.pixels, extent, needed, signal),
    features: () => (extent === 'everything' || needed.size === 0 ? planFeatures(workspace.features, signal) : Promise.resolve([])),
  };
  const steps = (await Promise.all([...new Set(parts)].map((part) => plans[part]()))).flat();
  const total = steps.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  const tell = (bytes: number): void =>
    progress({
      done: Math.round(bytes / megabyte),
      total: Math.round(total / megabyte),
      unit: 'MB',
      stage: 'Looking through what is kept',
    });
  tell(0);
  for (const { bytes, work } of steps) {
    throwIfCancelled(signal);
    await work((share) => tell(before + share * bytes));
    before += bytes;
    tell(before);
  }
}

async function planPixels(
  folder: string,
  extent: PruneRequest['extent'],
  needed: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const entry of await listPixelFolders(folder)) {
    const bytes = await folderSize(entry.path, signal);
    const work: Step['work'] = (onProgress) =>
      extent === 'everything'
        ? removePixelFolder(entry.path, signal)
        : prunePixelFolder(entry, (hash) => needed.has(hash), { signal, onProgress: (done, all) => onProgress(done / all) });
    steps.push({ bytes, work });
  }
  return steps;
}

/** One folder for each backbone; records of the files stand for themselves, so that any of them may go. */
async function planFeatures(folder: string, signal: AbortSignal): Promise<Step[]> {
  const steps: Step[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    steps.push({ bytes: await folderSize(path, signal), work: () => rm(path, { recursive: true, force: true }) });
  }
  return steps;
}
