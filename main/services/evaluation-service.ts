import type { ParsedInput } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Part } from '../../common/domain/dataset.ts';
import type { Evaluation, Run } from '../../common/domain/run.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import type { EvaluationRepository } from '../database/repositories/evaluation-repository.ts';
import type { PhotographRepository, PhotographSource } from '../database/repositories/photograph-repository.ts';
import type { PredictionRepository } from '../database/repositories/prediction-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { SplitRepository } from '../database/repositories/split-repository.ts';
import type { Database } from '../database/database.ts';
import type { Workspace } from '../host/workspace.ts';
import type { JobContext, JobQueue } from '../jobs/job-queue.ts';
import { explainDiskFull } from './disk-full.ts';
import type { Predictor } from './predictor.ts';
import { trainedModelFolder } from './run-files.ts';
import { scorePredictions } from './score-predictions.ts';
import type { Tell } from './tell.ts';

export interface EvaluationServiceParts {
  readonly database: Database;
  readonly datasets: DatasetRepository;
  readonly evaluations: EvaluationRepository;
  readonly photographs: PhotographRepository;
  readonly predictions: PredictionRepository;
  readonly runs: RunRepository;
  readonly splits: SplitRepository;
  readonly predictor: Predictor;
  readonly jobs: JobQueue;
  readonly workspace: Workspace;
  readonly tell: Tell;
}

interface Target {
  readonly datasetId: number;
  readonly part: Part | null;
  readonly photographs: readonly PhotographSource[];
}

/** Measures trained runs. */
export class EvaluationService {
  readonly #parts: EvaluationServiceParts;

  constructor(parts: EvaluationServiceParts) {
    this.#parts = parts;
  }

  list(runId: number | undefined): Evaluation[] {
    return this.#parts.evaluations.list(runId);
  }

  get(evaluationId: number): Evaluation {
    return this.#parts.evaluations.get(evaluationId);
  }

  async start(input: ParsedInput<HostProtocol, 'evaluations.start'>): Promise<number> {
    const { datasets, jobs, runs, workspace } = this.#parts;
    const run = runs.get(input.runId);
    const part = input.part ?? null;
    const dataset = datasets.get(input.datasetId ?? run.datasetId);
    if (part === null && dataset.id === run.datasetId) {
      const message = `${run.name} was trained on ${dataset.name}. Evaluate it on the validation or test part of its split, or on another dataset.`;
      throw new AppError('not-allowed', message);
    }
    if (dataset.status !== 'ready') throw new AppError('conflict', `The import of ${dataset.name} is not complete. Resume it first.`);
    await trainedModelFolder(workspace, run);
    const target = this.#target(run, dataset.id, part);
    if (target.photographs.length === 0)
      throw new AppError('conflict', `There are no photographs in the ${part ?? 'dataset'} to evaluate.`);
    const job = jobs.add({
      kind: 'evaluate',
      title: `Evaluate ${run.name} on ${part === null ? dataset.name : `the ${part} part`}`,
      datasetId: dataset.id,
      runId: run.id,
      work: async (context) => ({ evaluationId: (await this.#evaluate(run, target, context)).id }),
    });
    return job.id;
  }

  /** Stores predictions with their metrics; for the test part one more opening is counted, in the same moment. */
  record(run: Run, target: Target, probabilities: readonly (readonly number[])[]): Evaluation {
    const { database, evaluations, photographs, predictions, splits, tell } = this.#parts;
    const scores = scorePredictions(
      run.classes,
      target.photographs.map(({ diagnosis }) => diagnosis),
      probabilities,
    );
    const hashes = target.photographs.map(({ contentHash }) => contentHash);
    const evaluation = database.durably(() => {
      predictions.save(
        run.id,
        run.classes,
        target.photographs.map(({ id }, index) => ({ photographId: id, probabilities: probabilities[index] ?? [] })),
      );
      return evaluations.insert({
        runId: run.id,
        datasetId: target.datasetId,
        part: target.part,
        ...scores,
        trainingOverlap: photographs.countSharedContent(run.splitId, 'train', hashes),
        testOpening: target.part === 'test' ? splits.countTestOpening(run.splitId) : null,
      });
    });
    tell('evaluations.finished', { evaluation });
    if (target.part === 'test') tell('datasets.changed', { datasetId: run.datasetId });
    return evaluation;
  }

  async #evaluate(run: Run, target: Target, context: JobContext): Promise<Evaluation> {
    const { datasets, predictor } = this.#parts;
    try {
      const probabilities = await predictor.predictMany(run, datasets.root(target.datasetId), target.photographs, context);
      return this.record(run, target, probabilities);
    } catch (thrown) {
      throw explainDiskFull(thrown, 'The run and its earlier evaluations are safe. Free some space and evaluate again.');
    }
  }

  #target(run: Run, datasetId: number, part: Part | null): Target {
    const { photographs } = this.#parts;
    return {
      datasetId,
      part,
      photographs: part === null ? photographs.sources(datasetId) : photographs.sourcesOfPart(run.splitId, part),
    };
  }
}
