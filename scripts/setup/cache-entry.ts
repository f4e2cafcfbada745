import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { SetupProblem } from './setup-problem.ts';

const COMPLETE = 'complete.json';

export interface CacheEntry {
  cache: string;
  /** Names everything that the content depends on, so that an entry never changes once it is complete. */
  name: string;
  /** Relative paths whose sizes are recorded when the entry is made and compared whenever it is used. */
  files: readonly string[];
  build: (staging: string) => Promise<void>;
  onWait?: () => void;
}

function isSizeTable(value: unknown): value is Record<string, number> {
  return typeof value === 'object' && value !== null && Object.values(value).every((size) => typeof size === 'number');
}

async function readSizes(folder: string): Promise<Record<string, number> | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, COMPLETE), 'utf8'));
    return isSizeTable(parsed) ? parsed : null;
  } catch {
    return null; // Absent or cut short: the entry is not complete, and is made again.
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? found.size : -1;
}

export async function isComplete(folder: string, files: readonly string[]): Promise<boolean> {
  const sizes = await readSizes(folder);
  if (sizes === null) return false;
  const checks = await Promise.all(files.map(async (file) => file in sizes && (await sizeOf(join(folder, file))) === sizes[file]));
  return checks.every(Boolean);
}

/** What interrupted set-ups left behind; safe to remove because every set-up of this entry holds its lock. */
async function removeLeftovers(cache: string, name: string): Promise<void> {
  const names = await readdir(cache);
  const leftovers = names.filter((found) => found.startsWith(`${name}.partial-`) || found.startsWith(`${name}.broken-`));
  await Promise.all(leftovers.map((found) => rm(join(cache, found), { recursive: true, force: true })));
}

/** Returns the entry's folder, building it first where it is absent, interrupted or damaged. */
export async function provideEntry(entry: CacheEntry): Promise<string> {
  const { cache, name, files } = entry;
  const folder = join(cache, name);
  if (await isComplete(folder, files)) return folder;
  await mkdir(cache, { recursive: true });
  const options = entry.onWait ? { onWait: entry.onWait } : {};
  return withLock(
    join(cache, `${name}.lock`),
    async () => {
      if (await isComplete(folder, files)) return folder;
      await removeLeftovers(cache, name);
      const staging = join(cache, `${name}.partial-${randomUUID()}`);
      await mkdir(staging);
      try {
        await entry.build(staging);
        const sizes = await Promise.all(files.map(async (file) => [file, await sizeOf(join(staging, file))] as const));
        const missing = sizes.filter(([, size]) => size < 0).map(([file]) => file);
        if (missing.length > 0) throw new SetupProblem(`The download lacks ${missing.join(', ')}.`, 'Please report this.');
        await writeFile(join(staging, COMPLETE), JSON.stringify(Object.fromEntries(sizes)), { flush: true });
        const broken = join(cache, `${name}.broken-${randomUUID()}`);
        if (await stat(folder).catch(() => null)) await rename(folder, broken);
        await rename(staging, folder);
        await rm(broken, { recursive: true, force: true });
      } finally {
        await rm(staging, { recursive: true, force: true });
      }
      return folder;
    },
    options,
  );
}
