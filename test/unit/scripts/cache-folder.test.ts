import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/setup/cache-folder.ts';

it('takes NEVUS_CACHE before anything else', () => {
  expect(cacheFolder({ NEVUS_CACHE: '/big disk', XDG_CACHE_HOME: '/elsewhere' }, 'linux')).toBe('/big disk');
});

it.each([
  ['linux', {}, join(homedir(), '.cache', 'nevus')],
  ['linux', { XDG_CACHE_HOME: join('/', 'elsewhere') }, join('/', 'elsewhere', 'nevus')],
  ['linux', { XDG_CACHE_HOME: '' }, join(homedir(), '.cache', 'nevus')],
  ['darwin', {}, join(homedir(), 'Library', 'Caches', 'nevus')],
  ['win32', { LOCALAPPDATA: join('/', 'local') }, join('/', 'local', 'nevus', 'Cache')],
] as const)('follows the customs of %s with %o', (platform, environment, folder) => {
  expect(cacheFolder(environment, platform)).toBe(folder);
});
