import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file under a name of its own, syncs it and gives it its real one: whoever reads that sees what was there before, or all of the new. Where it
 * fails, what was there before stays and nothing else is left. Two at once are no matter, the last one stands.
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const incoming = `${path}.${process.pid}-${process.hrtime.bigint()}.incoming`;
  try {
    const file = await open(incoming, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(incoming, path);
  } catch (error) {
    await rm(incoming, { force: true });
    throw error;
  }
}
