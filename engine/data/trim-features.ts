import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What all features of all backbones together may take, bytes: those of HAM10000, in two variants, take 80 MB with MobileNet. */
export const featureFolderBytes = 4 * 1024 ** 3;

/**
 * Removes files of features, those first that have not been used for longest, until the rest fits.
 * @param folder with one folder for each backbone
 * @param inUse paths that must stay
 */
export async function trimFeatures(folder: string, limitBytes: number, inUse: ReadonlySet<string>): Promise<void> {
  const files: { path: string; size: number; usedMs: number }[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.bin')) continue;
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = await stat(path);
    files.push({ path, size, usedMs: mtimeMs });
  }
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.filter((file) => !inUse.has(file.path)).sort((a, b) => a.usedMs - b.usedMs)) {
    if (total <= limitBytes) return;
    // Windows refuses where another process has it open: then it stays, and the next in line goes.
    const [removed] = await Promise.allSettled([rm(path)]);
    if (removed.status === 'fulfilled') total -= size;
    // Refused while there are others in it.
    await Promise.allSettled([rmdir(dirname(path))]);
  }
}
