import { isDeepStrictEqual } from 'node:util';
import type { Dataset, Split } from '../../common/domain/dataset.ts';
import { architectureNames, isBackbone, widthOf } from '../../common/domain/model-spec.ts';
import { quickOptions } from '../../common/domain/recipe.ts';
import type { MeasuredFigure, Recipe, RecipeFigures } from '../../common/domain/recipe.ts';
import type { Evaluation, Run } from '../../common/domain/run.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import type { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import type { EvaluationRepository } from '../database/repositories/evaluation-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { SplitRepository } from '../database/repositories/split-repository.ts';
import type { RecipeService } from './recipe-service.ts';

export interface RecipeFiguresParts {
  readonly recipes: RecipeService;
  readonly runs: RunRepository;
  readonly evaluations: EvaluationRepository;
  readonly datasets: DatasetRepository;
  readonly splits: SplitRepository;
}

interface Measurement {
  readonly run: Run;
  readonly evaluation: Evaluation;
  readonly dataset: Dataset;
  readonly split: Split;
}

/** Published figures beside those that runs in this workspace reached. */
export class RecipeFiguresService {
  readonly #parts: RecipeFiguresParts;

  constructor(parts: RecipeFiguresParts) {
    this.#parts = parts;
  }

  async list(): Promise<RecipeFigures[]> {
    const measurements = Map.groupBy(this.#measurements(), ({ run }) => run.recipeId);
    return (await this.#parts.recipes.list()).map((recipe) => figuresOf(recipe, measurements.get(recipe.id) ?? []));
  }

  /** What one evaluation of a run by this recipe found, on a part of the run's own split. */
  figure(recipe: Recipe, { run, evaluation }: Pick<Measurement, 'run' | 'evaluation'>): MeasuredFigure {
    const { datasets, splits } = this.#parts;
    return figureOf(recipe, { run, evaluation, dataset: datasets.get(evaluation.datasetId), split: splits.get(run.splitId) });
  }

  /** Evaluations of runs on parts of their own splits, newest first. */
  #measurements(): Measurement[] {
    const { runs, evaluations, datasets, splits } = this.#parts;
    const runById = new Map(runs.list().map((run) => [run.id, run]));
    const datasetById = new Map(datasets.list().map((dataset) => [dataset.id, dataset]));
    const splitById = new Map(splits.list().map((split) => [split.id, split]));
    return evaluations.list().flatMap((evaluation) => {
      const run = runById.get(evaluation.runId);
      const dataset = datasetById.get(evaluation.datasetId);
      const split = splitById.get(run?.splitId ?? 0);
      const isOwnPart = evaluation.part === 'validation' || evaluation.part === 'test';
      return run === undefined || dataset === undefined || split === undefined || !isOwnPart ? [] : [{ run, evaluation, dataset, split }];
    });
  }
}

/** What says most about a recipe first. */
const settingsInOrder: readonly MeasuredFigure['settings'][] = ['own', 'quick', 'changed'];

function figuresOf(recipe: Recipe, measurements: readonly Measurement[]): RecipeFigures {
  const { data } = recipe;
  const best = (isMeant: (measurement: Measurement) => boolean): MeasuredFigure | null => {
    const figures = measurements.filter(isMeant).map((measurement) => figureOf(recipe, measurement));
    return settingsInOrder.map((settings) => figures.find((figure) => figure.settings === settings)).find(Boolean) ?? null;
  };
  return {
    recipeId: recipe.id,
    inItsOwnTerms: best(({ evaluation, split }) => split.grouping === data?.grouping && evaluation.part === data.measuredOn),
    grouped: best(({ evaluation, dataset, split }) => evaluation.part === 'test' && (split.grouping === 'lesion' || !dataset.hasLesionIds)),
  };
}

function figureOf(recipe: Recipe, { run, evaluation, dataset, split }: Measurement): MeasuredFigure {
  const { metrics } = evaluation;
  const { model } = run.options;
  return {
    runId: run.id,
    evaluationId: evaluation.id,
    datasetId: dataset.id,
    network: [architectureNames[model.architecture], widthOf(model)].filter((part) => part !== null).join(' '),
    startedFrom: isBackbone(model) ? model.weights : null,
    settings: settingsOf(recipe, { ...run.options, naming: evaluation.naming }),
    datasetName: dataset.name,
    layout: dataset.layout,
    hasLesionIds: dataset.hasLesionIds,
    grouping: split.grouping,
    part: evaluation.part === 'validation' ? 'validation' : 'test',
    photographs: metrics.n,
    naming: evaluation.naming,
    accuracy: metrics.accuracy,
    majorityBaseline: metrics.majorityBaseline,
    balancedAccuracy: metrics.balancedAccuracy,
    interval: evaluation.interval,
    chance: 1 / Math.max(1, metrics.perClass.filter(({ support }) => support > 0).length),
    epochs: run.epochsDone,
    trainedMs: run.trainedMs,
    device: run.engine?.device ?? null,
    measuredAt: evaluation.createdAt,
  };
}

function settingsOf(recipe: Recipe, options: TrainingOptions): MeasuredFigure['settings'] {
  const quick = quickOptions(recipe);
  if (isSameRecipe(options, recipe.options)) return 'own';
  return quick !== null && isSameRecipe(options, quick) ? 'quick' : 'changed';
}

/** Whether both train the same: on which engine, by which seed and from which weights aside. */
function isSameRecipe(one: TrainingOptions, other: TrainingOptions): boolean {
  const essence = ({ model, ...options }: TrainingOptions): object => ({
    ...options,
    model: isBackbone(model) ? { ...model, weights: null } : model,
    engine: null,
    seed: null,
  });
  return isDeepStrictEqual(essence(one), essence(other));
}
