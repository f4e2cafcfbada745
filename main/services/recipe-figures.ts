import { isDeepStrictEqual } from 'node:util';
import type { Dataset, Split } from '../../common/domain/dataset.ts';
import type { MeasuredFigure, Recipe, RecipeFigures } from '../../common/domain/recipe.ts';
import type { Evaluation, Run } from '../../common/domain/run.ts';
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

function figuresOf(recipe: Recipe, measurements: readonly Measurement[]): RecipeFigures {
  const { data } = recipe;
  const own = measurements.find(
    ({ evaluation, split }) => data !== null && split.grouping === data.grouping && evaluation.part === data.measuredOn,
  );
  const grouped = measurements.find(
    ({ evaluation, dataset, split }) => evaluation.part === 'test' && (split.grouping === 'lesion' || !dataset.hasLesionIds),
  );
  return {
    recipeId: recipe.id,
    inItsOwnTerms: own === undefined ? null : figureOf(recipe, own),
    grouped: grouped === undefined ? null : figureOf(recipe, grouped),
  };
}

function figureOf(recipe: Recipe, { run, evaluation, dataset }: Measurement): MeasuredFigure {
  const { metrics } = evaluation;
  return {
    runId: run.id,
    evaluationId: evaluation.id,
    datasetName: dataset.name,
    layout: dataset.layout,
    part: evaluation.part === 'validation' ? 'validation' : 'test',
    photographs: metrics.n,
    accuracy: metrics.accuracy,
    balancedAccuracy: metrics.balancedAccuracy,
    majorityBaseline: metrics.majorityBaseline,
    epochs: run.epochsDone,
    trainedMs: run.trainedMs,
    startedFrom: 'weights' in run.options.model ? run.options.model.weights : null,
    isUnchanged: isDeepStrictEqual({ ...run.options, engine: 'auto' }, { ...recipe.options, engine: 'auto' }),
  };
}
