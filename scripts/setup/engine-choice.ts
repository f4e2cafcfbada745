import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineVariant } from './engine-packages.ts';

const choicePath = (cache: string): string => join(cache, 'engine-variant');

/** CUDA once chosen stays chosen, in every clone. */
export async function readChoice(cache: string): Promise<EngineVariant> {
  const text = await readFile(choicePath(cache), 'utf8').catch(() => '');
  return text.trim() === 'cuda' ? 'cuda' : 'cpu';
}

export async function saveChoice(cache: string, variant: EngineVariant): Promise<void> {
  await mkdir(cache, { recursive: true });
  await writeFile(choicePath(cache), `${variant}\n`);
}
