import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { quickOptions } from '../../../../common/domain/recipe.ts';
import type { NamingRule } from '../../../../common/domain/naming.ts';
import { EvaluationDetails } from '../../../../common/domain/run.ts';
import { TrainingOptions } from '../../../../common/domain/training-config.ts';
import { classificationMetrics } from '../../../../common/metrics/classification.ts';
import { DatasetRepository } from '../../../../main/database/repositories/dataset-repository.ts';
import { EvaluationRepository } from '../../../../main/database/repositories/evaluation-repository.ts';
import { RunRepository } from '../../../../main/database/repositories/run-repository.ts';
import { SplitRepository } from '../../../../main/database/repositories/split-repository.ts';
import { RecipeFiguresService } from '../../../../main/services/recipe-figures.ts';
import { RecipeService } from '../../../../main/services/recipe-service.ts';
import { programFolder } from '../../../../main/host/program-files.ts';
import { temporaryDatabase } from '../../../helpers/database.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const classes = ['mel', 'nv'];

/** Runs and their evaluations on the test part, over one dataset with lesions. */
async function makeFigures() {
  const database = await temporaryDatabase();
  const own = join(await temporaryFolder(), 'recipes');
  await mkdir(own);
  const recipes = new RecipeService({ builtIn: join(programFolder(), 'resources', 'recipes'), own }, () => undefined);
  const datasets = new DatasetRepository(database);
  const splits = new SplitRepository(database);
  const runs = new RunRepository(database);
  const evaluations = new EvaluationRepository(database);
  const { id: datasetId } = datasets.insert({ name: 'd', layout: 'ham10000', root: '/x', hasLesionIds: true });
  const split = (grouping: 'lesion' | 'photograph') =>
    splits.insert({ datasetId, name: grouping, seed: 1, grouping, classCounts: [], parts: new Map() }).id;
  const splitIds = { lesion: split('lesion'), photograph: split('photograph') };
  const evaluate = (recipeId: string, grouping: 'lesion' | 'photograph', options: object, naming: NamingRule = 'network'): number => {
    const splitId = splitIds[grouping];
    const run = runs.insert({ name: 'r', recipeId, datasetId, splitId, options: TrainingOptions.parse(options), classes });
    const mel = [1, 0];
    const nv = [0, 1];
    const metrics = classificationMetrics(classes, [0, 1, 1, 1], [mel, nv, nv, mel]);
    const details = EvaluationDetails.parse({ naming });
    const found = {
      runId: run.id,
      datasetId,
      part: 'test' as const,
      metrics,
      unknownLabels: [],
      trainingOverlap: 0,
      testOpening: 1,
      views: 1,
    };
    evaluations.insert({ ...found, ...details });
    return run.id;
  };
  const service = new RecipeFiguresService({ recipes, runs, evaluations, datasets, splits });
  const figuresOf = async (recipeId: string) => (await service.list()).find((figures) => figures.recipeId === recipeId)!;
  return { evaluate, figuresOf, recipe: (await recipes.list()).find(({ id }) => id === 'ham-backbones/xception')! };
}

test('a recipe is judged by its own options first, then by its quick trial, then by changed ones; the newest of them', async () => {
  const { evaluate, figuresOf, recipe } = await makeFigures();
  const { id, options } = recipe;
  const model = { ...options.model, weights: 'random' };
  const tried: [number, string][] = [];
  const tryOut = async (settings: string, changes: object): Promise<void> => {
    tried.push([evaluate(id, 'photograph', { ...options, ...changes }), settings]);
    const { inItsOwnTerms } = await figuresOf(id);
    expect([inItsOwnTerms?.runId, inItsOwnTerms?.settings]).toEqual(tried.at(-1));
  };
  expect(await figuresOf(id)).toEqual({ recipeId: id, inItsOwnTerms: null, grouped: null });
  await tryOut('changed', { epochs: 7 });
  await tryOut('quick', { ...quickOptions(recipe), model: { ...model, imageSize: 75 } });
  // From which weights, with which seed and on which engine does not make it another recipe.
  await tryOut('own', { model, seed: 9, engine: 'wasm' });
  await tryOut('own', {});
  evaluate(id, 'photograph', { ...options, epochs: 3 });
  // What was named by another rule than the recipe's is another figure.
  evaluate(id, 'photograph', options, 'balanced');
  expect((await figuresOf(id)).inItsOwnTerms).toMatchObject({
    settings: 'own',
    naming: 'network',
    network: 'Xception',
    startedFrom: 'imagenet',
  });
});

test('figures in the project’s own terms and on a split by lesion are kept apart', async () => {
  const { evaluate, figuresOf } = await makeFigures();
  const options = { model: { architecture: 'two-conv' } };
  const byLesion = evaluate('isic-two-conv', 'lesion', options);
  expect(await figuresOf('isic-two-conv')).toMatchObject({ inItsOwnTerms: null, grouped: { runId: byLesion, settings: 'changed' } });
  const byPhotograph = evaluate('isic-two-conv', 'photograph', options);
  expect(await figuresOf('isic-two-conv')).toMatchObject({
    inItsOwnTerms: { runId: byPhotograph, grouping: 'photograph', accuracy: 0.75, majorityBaseline: 0.75, chance: 0.5 },
    grouped: { runId: byLesion, grouping: 'lesion', hasLesionIds: true, part: 'test' },
  });
});
