import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const RETRY_AFTER_MS = 60 * 60 * 1000;

const failurePath = (cache: string, what: string): string => join(cache, `failure-${what}.json`);

/** A download that failed a moment ago is not tried again by every command. `what` names the thing that could not be had. */
export async function readRecentFailure(cache: string, what: string, nowMs: number): Promise<string | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(failurePath(cache, what), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('message' in parsed) || !('atMs' in parsed)) return null;
    const ageMs = nowMs - Number(parsed.atMs);
    return ageMs >= 0 && ageMs < RETRY_AFTER_MS ? String(parsed.message) : null;
  } catch {
    return null; // No failure was recorded, or it was cut short: try.
  }
}

export async function saveFailure(cache: string, what: string, message: string, nowMs: number): Promise<void> {
  await mkdir(cache, { recursive: true });
  await writeFile(failurePath(cache, what), JSON.stringify({ message, atMs: nowMs }));
}

export async function clearFailure(cache: string, what: string): Promise<void> {
  await rm(failurePath(cache, what), { force: true });
}
