import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Dataset, Split } from '../../common/domain/dataset.ts';
import type { Run } from '../../common/domain/run.ts';
import type { Recipe } from '../../common/domain/recipe.ts';
import type { Search } from '../../common/domain/search.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { findNamed } from './named-items.ts';

export async function findDataset(caller: Caller<HostProtocol>, text: string): Promise<Dataset> {
  return findNamed('dataset', (await caller.call('datasets.list', {})).datasets, text);
}

export async function findRun(caller: Caller<HostProtocol>, text: string): Promise<Run> {
  return findNamed('run', (await caller.call('runs.list', {})).runs, text);
}

export async function findSearch(caller: Caller<HostProtocol>, text: string): Promise<Search> {
  return findNamed('search', (await caller.call('searches.list', {})).searches, text, 'searches');
}

/** The run that was named, or without a name the latest that has a trained model. */
export async function findTrainedRun(caller: Caller<HostProtocol>, text: string | undefined): Promise<Run> {
  if (text !== undefined) return findRun(caller, text);
  const { runs } = await caller.call('runs.list', {});
  const trained = runs.filter((run) => run.status === 'succeeded').sort((a, b) => b.id - a.id);
  if (trained[0] === undefined)
    throw new AppError('not-found', 'This workspace has no trained run yet. Train one with: nevus train <dataset>');
  return trained[0];
}

/** The split that was named, or without a name the dataset's latest; null where it has none. */
export async function findSplit(caller: Caller<HostProtocol>, dataset: Dataset | null, text: string | undefined): Promise<Split | null> {
  const { splits } = await caller.call('splits.list', dataset === null ? {} : { datasetId: dataset.id });
  if (text !== undefined) return findNamed('split', splits, text);
  return [...splits].sort((a, b) => b.id - a.id)[0] ?? null;
}

export async function findRecipe(caller: Caller<HostProtocol>, id: string): Promise<Recipe> {
  const { recipes } = await caller.call('recipes.list', {});
  const recipe = recipes.find((candidate) => candidate.id === id);
  if (recipe !== undefined) return recipe;
  const known = recipes.map((candidate) => candidate.id).join(', ');
  throw new AppError('not-found', `There is no recipe "${id}". Known recipes: ${known}.`, { recipe: id });
}
