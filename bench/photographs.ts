import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateSample } from '../main/datasets/generate-sample.ts';
import type { BenchPhotograph } from './jobs.ts';

export interface PhotographSet {
  readonly photographs: readonly BenchPhotograph[];
  /** Height and width, pixels. */
  readonly edge: number;
}

const classCount = 7;
const edge = 224;

/** HAM10000 at 224 pixels where it lies beside the repository, else photographs that are generated into `folder`. Labels are made up: speed does not see them. */
export async function findPhotographs(folder: string, lesionsPerClass: number): Promise<PhotographSet> {
  const shared = process.env['NEVUS_SHARED_DATA'] ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
  const real = join(shared, 'ham10000-224', 'images');
  if (existsSync(real)) return { photographs: await listJpegs(real), edge };
  process.stderr.write('Generating photographs, because ham10000-224 is not here\n');
  await generateSample(folder, { seed: 1, lesionsPerClass, imageWidth: edge, imageHeight: edge });
  return { photographs: await listJpegs(folder), edge };
}

async function listJpegs(folder: string): Promise<BenchPhotograph[]> {
  const names = await readdir(folder, { recursive: true });
  const jpegs = names.filter((name) => name.endsWith('.jpg')).sort();
  return jpegs.map((name, index) => ({ path: join(folder, name), label: index % classCount }));
}
