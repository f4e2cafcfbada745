import { homedir } from 'node:os';
import { join } from 'node:path';

/** What clones share (TensorFlow, the stand-in Electron): `NEVUS_CACHE`, or `nevus` in the user's cache folder. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const chosen = environment['NEVUS_CACHE'];
  if (chosen) return chosen;
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'nevus', 'Cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'nevus');
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'nevus');
}
