import type { Caller } from '../../../common/contract/caller.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import type { Dataset, Split, SplitGrouping } from '../../../common/domain/dataset.ts';
import { applyPatch } from '../../../common/domain/recipe.ts';
import type { Recipe, RecipeData } from '../../../common/domain/recipe.ts';
import type { Evaluation, Run } from '../../../common/domain/run.ts';
import type { TrainingOptions } from '../../../common/domain/training-config.ts';
import { AppError, toAppError } from '../../../common/errors/app-error.ts';
import { evaluateRun } from '../evaluate-run.ts';
import type { CommandTools } from '../perform.ts';
import { trainRun } from '../train-run.ts';
import { provideDataset } from './reproduction-data.ts';

export interface ReproductionOptions {
  /** Folder of datasets, and folders of single projects. */
  readonly data: string;
  readonly own: ReadonlyMap<string, string>;
  readonly isQuick: boolean;
  readonly seed: number;
}

/** One training of a recipe and what it reached on one part. */
export interface ReproducedRun {
  readonly run: Run;
  readonly evaluation: Evaluation;
  readonly grouping: SplitGrouping;
}

export interface Reproduction {
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  readonly inItsOwnTerms: ReproducedRun;
  readonly grouped: ReproducedRun;
}

/**
 * Trains a recipe as its project did, on the project's own kind of split, and once more on a split by lesion. What an earlier call trained and measured
 * under the same name is taken as it is, so that an interrupted reproduction goes on where it was.
 */
export async function reproduceRecipe(
  caller: Caller<HostProtocol>,
  recipe: Recipe,
  options: ReproductionOptions,
  tools: CommandTools,
): Promise<Reproduction> {
  const { data } = recipe;
  if (data === null) throw new AppError('invalid-input', `The recipe ${recipe.id} reproduces no published project.`);
  const dataset = await provideDataset(caller, recipe, options, tools);
  const training = options.isQuick ? applyPatch(recipe.options, recipe.quick) : recipe.options;
  const work = { caller, recipe, dataset, training: { ...training, seed: options.seed }, isQuick: options.isQuick, tools };
  const own = await provideSplit(caller, dataset, { ...data, seed: options.seed });
  const inItsOwnTerms = await provideRun({ ...work, split: own, part: data.measuredOn, kind: 'own split' });
  if (!dataset.hasLesionIds) {
    // Nothing better is known than the publisher's parts without what is in both.
    const evaluation = await provideEvaluation(work, inItsOwnTerms.run, 'test');
    return { recipe, dataset, inItsOwnTerms, grouped: { ...inItsOwnTerms, evaluation } };
  }
  const byLesion = await provideSplit(caller, dataset, {
    grouping: 'lesion',
    parts: 'random',
    validationShare: 0.15,
    testShare: 0.15,
    seed: options.seed,
  });
  return { recipe, dataset, inItsOwnTerms, grouped: await provideRun({ ...work, split: byLesion, part: 'test', kind: 'by lesion' }) };
}

type SplitPlan = Pick<RecipeData, 'grouping' | 'parts' | 'validationShare' | 'testShare'> & { readonly seed: number };

async function provideSplit(caller: Caller<HostProtocol>, dataset: Dataset, plan: SplitPlan): Promise<Split> {
  const { grouping, parts, validationShare, testShare, seed } = plan;
  const shares = parts === 'source' ? 'publisher’s parts' : `${validationShare} validation, ${testShare} test`;
  const name = `reproduce: by ${grouping}, ${shares}, seed ${seed}`;
  const { splits } = await caller.call('splits.list', { datasetId: dataset.id });
  const known = splits.find((split) => split.name === name);
  if (known !== undefined) return known;
  return caller.call('splits.create', { datasetId: dataset.id, name, seed, grouping, parts, validationShare, testShare });
}

interface Work {
  readonly caller: Caller<HostProtocol>;
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  readonly training: TrainingOptions;
  readonly isQuick: boolean;
  readonly tools: CommandTools;
}

async function provideRun(
  work: Work & { readonly split: Split; readonly part: 'validation' | 'test'; readonly kind: string },
): Promise<ReproducedRun> {
  const { caller, recipe, split, training, isQuick, tools } = work;
  const name = `reproduce ${recipe.id}, ${work.kind}${isQuick ? ', quick' : ''}, seed ${training.seed}`;
  const { runs } = await caller.call('runs.list', { datasetId: work.dataset.id });
  const known = runs.find((run) => run.name === name && run.splitId === split.id && run.status === 'succeeded');
  if (known === undefined) tools.say(`Training ${recipe.id} (${work.kind}) on ${work.dataset.photographCount} photographs ...`);
  const run = known ?? (await trainFromWhatThereIs(work, split, name));
  return { run, evaluation: await provideEvaluation(work, run, work.part), grouping: split.grouping };
}

/** From ImageNet weights where they are imported; else from random ones, which the table tells. */
async function trainFromWhatThereIs({ caller, recipe, training, tools }: Work, split: Split, name: string): Promise<Run> {
  const config = { splitId: split.id, recipeId: recipe.id, name };
  try {
    return await trainRun(caller, { ...config, options: training }, tools);
  } catch (thrown) {
    if (toAppError(thrown).code !== 'weights-missing') throw thrown;
    tools.say(`The ImageNet weights of ${training.model.architecture} are not imported: it starts from random ones.`);
    const model = { ...training.model, weights: 'random' as const };
    return trainRun(caller, { ...config, options: { ...training, model } }, tools);
  }
}

async function provideEvaluation({ caller, tools }: Work, run: Run, part: 'validation' | 'test'): Promise<Evaluation> {
  const { evaluations } = await caller.call('evaluations.list', { runId: run.id });
  return evaluations.find((evaluation) => evaluation.part === part) ?? (await evaluateRun(caller, run.id, { part }, tools));
}
