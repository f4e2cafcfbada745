import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

const BEAT_MS = 2_000;

/** @typedef {{ token: string, host: string, pid: number, beat: string }} Lock */

// Plain JavaScript because the bootstrap needs it before Node 24 is installed.

/**
 * @param {number} ms
 * @returns {Promise<void>}
 */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param {unknown} error
 * @param {string} code
 * @returns {boolean}
 */
const hasCode = (error, code) => error instanceof Error && 'code' in error && error.code === code;

/**
 * @param {string} path
 * @returns {Promise<Lock | null>}
 */
async function readLock(path) {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const [token = '', host = '', pid = ''] = text.split('\n');
    return { token, host, pid: Number(pid), beat: `${token} ${mtimeMs}` };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/**
 * @param {Lock} lock
 * @returns {boolean}
 */
function isDead(lock) {
  if (lock.host !== hostname() || !Number.isInteger(lock.pid) || lock.pid <= 0) return false;
  try {
    process.kill(lock.pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

/**
 * @param {string} path
 * @param {string} content
 * @returns {Promise<boolean>}
 */
async function createExclusively(path, content) {
  let handle;
  try {
    handle = await open(path, 'wx');
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
  return true;
}

/**
 * Only one process can hold the claim on a given stale lock, and it looks again before it replaces it.
 * @param {string} path
 * @param {Lock} stale
 * @param {string} content
 * @returns {Promise<boolean>}
 */
async function replaceStale(path, stale, content) {
  const claim = `${path}.claim-${stale.token || 'empty'}`;
  if (!(await createExclusively(claim, content))) {
    const age = await stat(claim).then(
      (claimed) => Date.now() - claimed.mtimeMs,
      () => 0,
    );
    if (age > 60_000) await rm(claim, { force: true });
    return false;
  }
  const current = await readLock(path);
  if (current?.token !== stale.token) {
    await rm(claim, { force: true });
    return false;
  }
  await writeFile(claim, content);
  await rename(claim, path);
  return true;
}

/**
 * Runs `work` while holding the lock file `path`. Another holder is waited for; one that has died, or whose file has not been touched
 * for `staleMs` while we watched (so clocks need not agree), is replaced.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {{ onWait?: () => void, staleMs?: number, pollMs?: number }} [options] `onWait` is called once, when another process holds the lock.
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { onWait = () => undefined, staleMs = 30_000, pollMs = 200 } = {}) {
  await mkdir(dirname(path), { recursive: true });
  const token = randomUUID();
  const content = `${token}\n${hostname()}\n${process.pid}\n`;
  let seen = { beat: '', sinceMs: performance.now() };
  let hasWaited = false;
  while (!(await createExclusively(path, content))) {
    const lock = await readLock(path);
    if (lock === null) continue;
    if (lock.beat !== seen.beat) seen = { beat: lock.beat, sinceMs: performance.now() };
    if ((isDead(lock) || performance.now() - seen.sinceMs > staleMs) && (await replaceStale(path, lock, content))) break;
    if (!hasWaited) onWait();
    hasWaited = true;
    await sleep(pollMs);
  }
  // A failed beat does no harm by itself: the next one follows, and the process is seen to be alive.
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), BEAT_MS);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await readLock(path))?.token === token) await rm(path, { force: true });
  }
}
