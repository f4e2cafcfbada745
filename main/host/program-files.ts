import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../common/errors/app-error.ts';

/** The folder with the program's package.json and resources: above the sources, and above out/js once built. */
export function programFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'resources', 'recipes'))) return folder;
  }
  throw new AppError('file-missing', 'Files of Nevus itself are missing (resources/recipes). Install it again.');
}

export function programVersion(): string {
  const manifest = z.object({ version: z.string() });
  return manifest.parse(JSON.parse(readFileSync(join(programFolder(), 'package.json'), 'utf8'))).version;
}
