import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Dataset } from '../../common/domain/dataset.ts';
import type { Recipe } from '../../common/domain/recipe.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { programFolder } from '../host/program-files.ts';
import type { CommandTools } from './perform.ts';
import { watchJob } from './watch-job.ts';

/**
 * Where a project's photographs are looked for in a folder of datasets, the project's own data first. HAM10000 stands in for data that is missing; `.`
 * is the folder itself.
 */
const candidates: Readonly<Record<string, readonly string[]>> = {
  'hmnist-cnn': ['hmnist_28_28_RGB.csv', 'hmnist/hmnist_28_28_RGB.csv', 'ham10000-200x150', 'HAM10000', '.'],
  'isic-two-conv': ['isic-archive', 'ISIC', 'ham10000-200x150', 'HAM10000', '.'],
  'nine-class': ['nine-class', 'Skin cancer ISIC The International Skin Imaging Collaboration'],
};
const hamCandidates: readonly string[] = ['ham10000-224', 'HAM10000', '.'];

/** The folder of datasets beside the program's own, where the developers keep theirs. */
export function defaultDataFolder(): string {
  return process.env['NEVUS_SHARED_DATA'] ?? join(dirname(programFolder()), 'shared', 'data');
}

/** Imports the photographs of a recipe, or finds them where an earlier reproduction imported them. */
export async function provideDataset(
  caller: Caller<HostProtocol>,
  recipe: Recipe,
  folders: { readonly data: string; readonly own: ReadonlyMap<string, string> },
  tools: CommandTools,
): Promise<Dataset> {
  const path = await findData(recipe, folders);
  const name = `reproduce ${path}`;
  const { datasets } = await caller.call('datasets.list', {});
  const known = datasets.find((dataset) => dataset.name === name.slice(-120) && dataset.status === 'ready');
  if (known !== undefined) return known;
  tools.say(`Importing ${path} ...`);
  const { folderId } = await caller.call('folders.open', { path });
  const { jobId, datasetId } = await caller.call('imports.start', { folderId, name: name.slice(-120) });
  await watchJob(caller, jobId, tools);
  return caller.call('datasets.get', { datasetId });
}

async function findData(recipe: Recipe, folders: { readonly data: string; readonly own: ReadonlyMap<string, string> }): Promise<string> {
  const named = folders.own.get(recipe.project);
  if (named !== undefined) return resolve(named);
  const names = candidates[recipe.project] ?? hamCandidates;
  for (const name of names) {
    const path = join(resolve(folders.data), name);
    if (await exists(path)) return path;
  }
  throw new AppError(
    'file-missing',
    `There are no photographs for the recipe ${recipe.id} in ${folders.data}. Name their folder: --from ${recipe.project}=<folder>.`,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
