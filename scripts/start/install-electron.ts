import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Longest wait for the download. */
const limitMs = 10 * 60_000;

/**
 * Electron's binary is no part of its npm package: its own installer fetches it, at the user's first start. One attempt per checkout, and none
 * where nobody watches (CI) or nothing may be fetched (NEVUS_OFFLINE).
 * @returns whether the installer ended well
 */
export async function tryInstallingElectron(root: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  if (environment['CI'] !== undefined || environment['NEVUS_OFFLINE'] !== undefined) return false;
  const attempted = join(root, 'out', 'stamps', 'electron-attempted');
  if (existsSync(attempted)) return false;
  await mkdir(dirname(attempted), { recursive: true });
  await writeFile(attempted, '');
  process.stderr.write("Fetching Electron (about 120 MB, once) with its own installer, from Electron's release server ...\n");
  const code = await new Promise<number>((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], {
      stdio: ['ignore', 2, 'pipe'],
      timeout: limitMs,
    });
    child.stderr?.resume();
    child.once('error', () => resolve(1));
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  if (code !== 0) process.stderr.write('Electron could not be fetched. Later, with a connection: npx install-electron\n');
  return code === 0;
}
