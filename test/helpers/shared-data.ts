import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Where the real photographs lie: beside the repository, unless `NEVUS_SHARED_DATA` names another folder. */
export const sharedDataFolder = process.env['NEVUS_SHARED_DATA'] ?? join(repository, '..', 'shared', 'data');

interface SkippingContext {
  skip: (note?: string) => never;
}

/** The path of real data inside a test; the test is skipped, saying why, where the data is not on this machine. */
export function requireSharedData(context: SkippingContext, ...parts: string[]): string {
  const path = join(sharedDataFolder, ...parts);
  if (!existsSync(path)) context.skip(`real data is not at ${path}; NEVUS_SHARED_DATA may name another folder`);
  return path;
}
