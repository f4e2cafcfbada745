import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineVariant } from './engine-packages.ts';

const RETRY_AFTER_MS = 60 * 60 * 1000;

const choicePath = (cache: string): string => join(cache, 'engine-variant');
const failurePath = (cache: string, variant: EngineVariant): string => join(cache, `engine-failure-${variant}.json`);

/** CUDA once chosen stays chosen, in every clone. */
export async function readChoice(cache: string): Promise<EngineVariant> {
  const text = await readFile(choicePath(cache), 'utf8').catch(() => '');
  return text.trim() === 'cuda' ? 'cuda' : 'cpu';
}

export async function saveChoice(cache: string, variant: EngineVariant): Promise<void> {
  await mkdir(cache, { recursive: true });
  await writeFile(choicePath(cache), `${variant}\n`);
}

/** A download that failed a moment ago is not tried again by every command; `npm run setup` does at once. */
export async function readRecentFailure(cache: string, variant: EngineVariant, nowMs: number): Promise<string | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(failurePath(cache, variant), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('message' in parsed) || !('atMs' in parsed)) return null;
    const ageMs = nowMs - Number(parsed.atMs);
    return ageMs >= 0 && ageMs < RETRY_AFTER_MS ? String(parsed.message) : null;
  } catch {
    return null; // No failure was recorded, or it was cut short: try.
  }
}

export async function saveFailure(cache: string, variant: EngineVariant, message: string, nowMs: number): Promise<void> {
  await mkdir(cache, { recursive: true });
  await writeFile(failurePath(cache, variant), JSON.stringify({ message, atMs: nowMs }));
}

export async function clearFailure(cache: string, variant: EngineVariant): Promise<void> {
  await rm(failurePath(cache, variant), { force: true });
}
