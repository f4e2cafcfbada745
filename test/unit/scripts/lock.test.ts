import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { withLock } from '../../../scripts/setup/lock.mjs';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const contender = fileURLToPath(new URL('./fixtures/lock-contender.mjs', import.meta.url));
const QUICK = { pollMs: 5 };

/** The number of a process that has certainly ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'close');
  return child.pid!;
}

it('runs the work alone and removes the lock afterwards', async () => {
  const path = join(await temporaryFolder(), 'deep', 'lock');
  let running = 0;
  const work = async (): Promise<void> => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    running -= 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => withLock(path, work, QUICK)));
  expect(existsSync(path)).toBe(false);
});

it('removes the lock when the work fails', async () => {
  const path = join(await temporaryFolder(), 'lock');
  await expect(withLock(path, () => Promise.reject(new Error('no')), QUICK)).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});

it('replaces the lock of a process that has died', async () => {
  const path = join(await temporaryFolder(), 'lock');
  await writeFile(path, `gone\n${hostname()}\n${(await deadProcess()).toString()}\n`);
  expect(await withLock(path, () => Promise.resolve('mine'), QUICK)).toBe('mine');
});

it('replaces a lock of another machine only when nobody touches it', async () => {
  const path = join(await temporaryFolder(), 'lock');
  await writeFile(path, 'theirs\nanother-machine\n1\n');
  const beat = setInterval(() => void utimes(path, new Date(), new Date()), 10);
  let isMine = false;
  let waits = 0;
  const options = { ...QUICK, staleMs: 150, onWait: () => (waits += 1) };
  const mine = withLock(path, () => Promise.resolve((isMine = true)), options);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(isMine).toBe(false);
  clearInterval(beat);
  await mine;
  expect(isMine).toBe(true);
  expect(waits).toBe(1);
});

it('replaces a lock that was cut short while it was written', async () => {
  const path = join(await temporaryFolder(), 'lock');
  await writeFile(path, '');
  await withLock(path, () => Promise.resolve(), { ...QUICK, staleMs: 50 });
  expect(existsSync(path)).toBe(false);
});

it('lets several processes that find the same stale lock in one after the other', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'lock');
  const journal = join(folder, 'journal');
  await writeFile(path, `gone\n${hostname()}\n${(await deadProcess()).toString()}\n`);
  const children = Array.from({ length: 5 }, () => spawn(process.execPath, [contender, path, journal], { stdio: 'inherit' }));
  const codes = await Promise.all(children.map(async (child) => ((await once(child, 'close')) as [number])[0]));
  expect(codes).toEqual([0, 0, 0, 0, 0]);
  const lines = (await readFile(journal, 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(10);
  for (let index = 0; index < lines.length; index += 2) {
    expect([lines[index], lines[index + 1]]).toEqual([lines[index], lines[index]?.replace('begin', 'end')]);
  }
});
