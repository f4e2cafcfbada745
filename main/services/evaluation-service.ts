import { z } from 'zod';
import type { ParsedInput } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import { Part } from '../../common/domain/dataset.ts';
import type { Evaluation, Run } from '../../common/domain/run.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { fitCalibration } from '../../common/metrics/fit-calibration.ts';
import type { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import type { JobRepository } from '../database/repositories/job-repository.ts';
import type { EvaluationRepository } from '../database/repositories/evaluation-repository.ts';
import type { PhotographRepository, PhotographSource } from '../database/repositories/photograph-repository.ts';
import type { PredictionRepository } from '../database/repositories/prediction-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { SplitRepository } from '../database/repositories/split-repository.ts';
import type { Database } from '../database/database.ts';
import type { Workspace } from '../host/workspace.ts';
import type { Job } from '../../common/domain/job.ts';
import type { JobContext } from '../jobs/job-handler.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { explainDiskFull } from './disk-full.ts';
import { nameAll } from './evaluation-details.ts';
import { calibrateRows } from './calibrated-predictor.ts';
import type { ClassShares } from './class-shares.ts';
import type { CalibratedPredictor, RunProbabilities } from './calibrated-predictor.ts';
import { Lineage } from './distillation/lineage.ts';
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
  readonly predictor: CalibratedPredictor;
  readonly shares: ClassShares;
  readonly jobs: JobQueue;
  readonly jobRows: JobRepository;
  readonly workspace: Workspace;
  readonly tell: Tell;
}

interface Target {
  readonly datasetId: number;
  readonly part: Part | null;
  readonly photographs: readonly PhotographSource[];
}

/** What is kept of an evaluation that waits, besides its run and dataset. */
export const EvaluationInput = z.object({ part: Part.nullable(), views: z.int().default(1) });
type EvaluationInput = z.infer<typeof EvaluationInput>;

/** Measures trained runs. */
export class EvaluationService {
  readonly #parts: EvaluationServiceParts;

  constructor(parts: EvaluationServiceParts) {
    this.#parts = parts;
    parts.jobs.handle('evaluate', {
      lanes: () => ['predicting'],
      work: async (job, context) => ({ evaluationId: (await this.#evaluate(job, context)).id }),
    });
  }

  list(runId: number | undefined): Evaluation[] {
    return this.#parts.evaluations.list(runId);
  }

  get(evaluationId: number): Evaluation {
    return this.#parts.evaluations.get(evaluationId);
  }

  async start(input: ParsedInput<HostProtocol, 'evaluations.start'>): Promise<number> {
    const { datasets, jobs, predictor, runs, workspace } = this.#parts;
    const run = runs.get(input.runId);
    const part = input.part ?? null;
    const dataset = datasets.get(input.datasetId ?? run.datasetId);
    if (part === null && dataset.id === run.datasetId) {
      const message = `${run.name} was trained on ${dataset.name}. Evaluate it on the validation or test part of its split, or on another dataset.`;
      throw new AppError('not-allowed', message);
    }
    if (dataset.status !== 'ready') throw new AppError('conflict', `The import of ${dataset.name} is not complete. Resume it first.`);
    for (const network of predictor.networksOf(run)) await trainedModelFolder(workspace, network);
    if (run.members !== null && part === 'validation') {
      const message = `${run.name} is an ensemble: what validates one of its runs may have taught another. Evaluate it on the test part or on another dataset.`;
      throw new AppError('not-allowed', message);
    }
    const target = this.#target(run, dataset.id, part);
    if (target.photographs.length === 0)
      throw new AppError('conflict', `There are no photographs in the ${part ?? 'dataset'} to evaluate.`);
    const job = jobs.add({
      kind: 'evaluate',
      title: `Evaluate ${run.name} on ${part === null ? dataset.name : `the ${part} part`}`,
      datasetId: dataset.id,
      runId: run.id,
      input: { part, views: input.views } satisfies EvaluationInput,
    });
    return job.id;
  }

  /**
   * Stores predictions with their metrics. For the test part one more opening is counted, and before anything of it is stored: whatever happens then, what
   * was seen was counted.
   */
  async record(run: Run, target: Target, views: number, said: RunProbabilities): Promise<Evaluation> {
    const { database, evaluations, photographs, predictions, shares, splits, tell } = this.#parts;
    const chosen = { rule: run.naming, shares: shares.of(run) };
    const scores = scorePredictions(
      run.classes,
      target.photographs.map(({ diagnosis }) => diagnosis),
      { ...said, lesions: target.photographs.map(({ lesionId }) => lesionId) },
      chosen,
    );
    const hashes = target.photographs.map(({ contentHash }) => contentHash);
    const trainingOverlap = photographs.countSharedContent(this.#splitsBehind(run), 'train', hashes);
    const testOpening = target.part === 'test' ? database.durably(() => splits.countTestOpening(run.splitId)) : null;
    const names = nameAll(said.said, { ...chosen, rule: scores.naming });
    await predictions.save(
      run.id,
      scores.naming,
      said.said.map((each, index) => ({
        photographId: target.photographs[index]?.id ?? 0,
        said: each,
        predicted: run.classes[names[index] ?? 0] ?? '',
      })),
    );
    const evaluation = database.durably(() =>
      evaluations.insert({
        runId: run.id,
        datasetId: target.datasetId,
        part: target.part,
        ...scores,
        namingOpenings: run.namingOpenings,
        trainingOverlap,
        testOpening,
        views,
      }),
    );
    tell('evaluations.finished', { evaluation });
    if (target.part === 'test') tell('datasets.changed', { datasetId: run.datasetId });
    return evaluation;
  }

  async #evaluate(job: Job, context: JobContext): Promise<Evaluation> {
    const { datasets, jobRows, predictor, runs } = this.#parts;
    const run = runs.get(job.runId ?? 0);
    const { part, views } = jobRows.input(job.id, EvaluationInput);
    const target = this.#target(run, job.datasetId ?? run.datasetId, part);
    try {
      await this.#calibrate(run, part, views, context);
      const root = datasets.root(target.datasetId);
      const probabilities = await predictor.predictMany(run, root, target.photographs, views, context);
      return await this.record(
        run,
        target,
        views,
        part === 'validation' ? this.calibrate(target, run, probabilities.network) : probabilities,
      );
    } catch (thrown) {
      throw explainDiskFull(thrown, 'The run and its earlier evaluations are safe. Free some space and evaluate again.');
    }
  }

  /** Probabilities with the temperature and the prior correction that suit them best. @param network what the run's network says of the validation part */
  calibrate({ photographs }: Pick<Target, 'photographs'>, run: Run, network: readonly (readonly number[])[]): RunProbabilities {
    const actual = photographs.map(({ diagnosis }) => run.classes.indexOf(diagnosis));
    return calibrateRows(network, fitCalibration(actual, network, run.classes.length));
  }

  /**
   * With other views the probabilities bend otherwise: every network is measured on its own validation part first. So are networks that an earlier version measured, which did not correct the
   * prior.
   */
  async #calibrate(run: Run, part: Part | null, views: number, context: JobContext): Promise<void> {
    const { datasets, evaluations, predictor } = this.#parts;
    for (const network of predictor.networksOf(run)) {
      if (part === 'validation' || evaluations.validationFit(network.id, views)?.isPriorCorrected === true) continue;
      const target = this.#target(network, network.datasetId, 'validation');
      if (target.photographs.length === 0) continue;
      const root = datasets.root(network.datasetId);
      const answer = await predictor.predictMany(network, root, target.photographs, views, context);
      await this.record(network, target, views, this.calibrate(target, network, answer.network));
    }
  }

  /** Splits that the run learned from, by itself, by its members or by a teacher. */
  #splitsBehind(run: Run): number[] {
    const { photographs, runs } = this.#parts;
    return new Lineage(runs, photographs).splitIds(run);
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
