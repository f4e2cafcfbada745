import { dirname, join, resolve } from 'node:path';
import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Dataset } from '../../common/domain/dataset.ts';
import type { Recipe } from '../../common/domain/recipe.ts';
import type { ReproductionRow } from '../../common/domain/reproduction.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { exists } from '../files/exists.ts';
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

/**
 * The photographs of a recipe: imported under their folder's name where that was not done before; an import that was stopped goes on. Of several datasets
 * from one folder it takes that on which the recipe was measured before.
 */
export async function provideDataset(
  caller: Caller<HostProtocol>,
  { recipe, datasetIds }: ReproductionRow,
  folders: { readonly data: string; readonly own: ReadonlyMap<string, string> },
  tools: CommandTools,
): Promise<Dataset> {
  const path = await findData(recipe, folders);
  const { folderId } = await caller.call('folders.open', { path });
  const { datasets } = await caller.call('imports.known', { folderId });
  const ready = datasets.filter(({ status }) => status === 'ready');
  const known = datasetIds.map((id) => ready.find((dataset) => dataset.id === id)).find((dataset) => dataset !== undefined) ?? ready[0];
  if (known !== undefined) return known;
  const begun = datasets[0];
  tools.say(begun === undefined ? `Importing ${path} ...` : `Going on with the import of ${path} ...`);
  const { jobId, datasetId } =
    begun === undefined
      ? await caller.call('imports.start', { folderId })
      : { ...(await caller.call('imports.resume', { datasetId: begun.id })), datasetId: begun.id };
  await watchJob(caller, jobId, tools);
  return caller.call('datasets.get', { datasetId });
}

async function findData(recipe: Recipe, folders: { readonly data: string; readonly own: ReadonlyMap<string, string> }): Promise<string> {
  const named = folders.own.get(recipe.project);
  if (named !== undefined) return resolve(named);
  const names = candidates[recipe.project] ?? hamCandidates;
  for (const name of names) {
    const path = join(resolve(folders.data), name);
    if (await canBeSeen(path)) return path;
  }
  throw new AppError(
    'file-missing',
    `There are no photographs for the recipe ${recipe.id} in ${folders.data}. Name their folder: --from ${recipe.project}=<folder>.`,
  );
}

async function canBeSeen(path: string): Promise<boolean> {
  try {
    return await exists(path);
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    if (code !== 'permission-denied') throw thrown;
    throw new AppError(code, `You have no permission to look at ${path}. Ask for it, or name another folder with --data or --from.`, {
      message,
    });
  }
}
