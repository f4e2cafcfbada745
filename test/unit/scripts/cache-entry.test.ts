import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isComplete, provideEntry } from '../../../scripts/setup/cache-entry.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const FILES = ['library.so'];

interface Counter {
  builds: number;
}

function entryIn(cache: string, counter: Counter, content = 'library'): Parameters<typeof provideEntry>[0] {
  return {
    cache,
    name: 'entry-1',
    files: FILES,
    build: async (staging) => {
      counter.builds += 1;
      await writeFile(join(staging, 'library.so'), content);
    },
  };
}

describe('provideEntry', () => {
  it('builds once and finds it from then on', async () => {
    const cache = join(await temporaryFolder(), 'new');
    const counter = { builds: 0 };
    const folder = await provideEntry(entryIn(cache, counter));
    expect(await provideEntry(entryIn(cache, counter))).toBe(folder);
    expect(counter.builds).toBe(1);
    expect(await readdir(cache)).toEqual(['entry-1']);
  });

  it('builds once for several that ask at the same time', async () => {
    const cache = await temporaryFolder();
    const counter = { builds: 0 };
    await Promise.all([1, 2, 3].map(() => provideEntry(entryIn(cache, counter))));
    expect(counter.builds).toBe(1);
  });

  it('makes a damaged entry again', async () => {
    const cache = await temporaryFolder();
    const counter = { builds: 0 };
    const folder = await provideEntry(entryIn(cache, counter));
    await truncate(join(folder, 'library.so'), 3);
    expect(await isComplete(folder, FILES)).toBe(false);
    await provideEntry(entryIn(cache, counter));
    expect(counter.builds).toBe(2);
    expect(await readFile(join(folder, 'library.so'), 'utf8')).toBe('library');
    expect(await readdir(cache)).toEqual(['entry-1']);
  });

  it('leaves nothing behind when building fails, and keeps a damaged entry until a good one takes its place', async () => {
    const cache = await temporaryFolder();
    const folder = await provideEntry(entryIn(cache, { builds: 0 }));
    await truncate(join(folder, 'library.so'), 3);
    const failing = { ...entryIn(cache, { builds: 0 }), build: () => Promise.reject(new Error('no network')) };
    await expect(provideEntry(failing)).rejects.toThrow('no network');
    expect(await readdir(cache)).toEqual(['entry-1']);
  });

  it('refuses a build that lacks a file', async () => {
    const cache = await temporaryFolder();
    const empty = { ...entryIn(cache, { builds: 0 }), build: () => Promise.resolve() };
    await expect(provideEntry(empty)).rejects.toThrow('The download lacks library.so.');
    expect(await readdir(cache)).toEqual([]);
  });

  it('repairs a set-up that was killed in the middle', async () => {
    const cache = await temporaryFolder();
    const script = fileURLToPath(new URL('./fixtures/stalling-set-up.ts', import.meta.url));
    const child = spawn(process.execPath, [script, cache], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    const left = await readdir(cache);
    expect(left.some((name) => name.startsWith('entry-1.partial-'))).toBe(true);
    expect(left).toContain('entry-1.lock');
    const counter = { builds: 0 };
    await provideEntry(entryIn(cache, counter));
    expect(counter.builds).toBe(1);
    expect(await readdir(cache)).toEqual(['entry-1']);
  });
});
