import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

const BEAT_MS = 2_000;

/** Plain JavaScript because the bootstrap needs it before Node 24 is installed. */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const isMissing = (error) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function readLock(path) {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const [token = '', host = '', pid = ''] = text.split('\n');
    return { token, host, pid: Number(pid), beat: `${token} ${mtimeMs}` };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isDead(lock) {
  if (lock.host !== hostname() || !Number.isInteger(lock.pid) || lock.pid <= 0) return false;
  try {
    process.kill(lock.pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

async function createExclusively(path, content) {
  let handle;
  try {
    handle = await open(path, 'wx');
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  try {
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
  return true;
}

/** Only one process can hold the claim on a given stale lock, and it looks again before it replaces it. */
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
 */
export async function withLock(path, work, { onWait = () => {}, staleMs = 30_000, pollMs = 200 } = {}) {
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
