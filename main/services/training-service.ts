import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOutput } from '../../common/contract/define.ts';
import type { EngineProtocol, TrainTask } from '../../common/contract/engine-protocol.ts';
import type { Part, Split } from '../../common/domain/dataset.ts';
import { orderDiagnoses } from '../../common/domain/diagnosis.ts';
import type { Run } from '../../common/domain/run.ts';
import type { TrainingConfig } from '../../common/domain/training-config.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import type { PhotographRepository, PhotographSource } from '../database/repositories/photograph-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { SplitRepository } from '../database/repositories/split-repository.ts';
import type { EngineHost } from '../engine-host/engine-host.ts';
import type { EngineSession } from '../engine-host/engine-session.ts';
import type { Workspace } from '../host/workspace.ts';
import type { PixelCache } from '../imaging/pixel-cache.ts';
import type { JobContext, JobEnding, JobQueue } from '../jobs/job-queue.ts';
import { explainDiskFull } from './disk-full.ts';
import type { EngineFiles } from './engine-files.ts';
import type { EvaluationService } from './evaluation-service.ts';
import type { RecipeService } from './recipe-service.ts';
import { pixelShape, runFolder } from './run-files.ts';
import type { SplitService } from './split-service.ts';
import type { Tell } from './tell.ts';
import type { WeightsService } from './weights-service.ts';

export interface TrainingServiceParts {
  readonly datasets: DatasetRepository;
  readonly photographs: PhotographRepository;
  readonly runs: RunRepository;
  readonly splitRows: SplitRepository;
  readonly splits: SplitService;
  readonly recipes: RecipeService;
  readonly weights: WeightsService;
  readonly evaluations: EvaluationService;
  readonly engineHost: EngineHost;
  readonly engineFiles: EngineFiles;
  readonly pixels: PixelCache;
  readonly jobs: JobQueue;
  readonly workspace: Workspace;
  readonly tell: Tell;
}

interface TrainingPart {
  readonly train: readonly PhotographSource[];
  readonly validation: readonly PhotographSource[];
}

type Outcome = CallOutput<EngineProtocol, 'engine.train'>;

/** Starts trainings and carries what the engine tells into the database and to the windows. */
export class TrainingService {
  readonly #parts: TrainingServiceParts;

  constructor(parts: TrainingServiceParts) {
    this.#parts = parts;
  }

  /** Everything that can be known beforehand is checked here, before there is a run. */
  async start(config: TrainingConfig): Promise<{ runId: number; jobId: number }> {
    const { datasets, engineFiles, jobs, recipes, runs, splitRows, splits, weights } = this.#parts;
    const split = splitRows.get(config.splitId);
    const recipe = (await recipes.list()).find(({ id }) => id === config.recipeId);
    if (recipe === undefined) throw new AppError('not-found', `There is no recipe named ${config.recipeId}.`);
    splits.verify(split.id);
    engineFiles.require(config.options.engine);
    const backboneFolder = weights.backboneFolder(config.options.model);
    const classes = learnableClasses(split);
    const run = runs.insert({
      name: config.name?.trim() === '' || config.name === undefined ? this.#freeName(recipe.id) : config.name.trim(),
      recipeId: recipe.id,
      datasetId: split.datasetId,
      splitId: split.id,
      options: config.options,
      classes,
    });
    const job = jobs.add({
      kind: 'train',
      title: `Train ${run.name} on ${datasets.get(run.datasetId).name}`,
      datasetId: run.datasetId,
      runId: run.id,
      work: (context) => this.#train(run, backboneFolder, context),
      onEnd: (ending) => this.#end(run.id, ending),
    });
    this.#tellRun(run.id);
    return { runId: run.id, jobId: job.id };
  }

  async #train(run: Run, backboneFolder: string | null, context: JobContext): Promise<{ runId: number; evaluationId: number }> {
    const { engineHost, evaluations, photographs, runs } = this.#parts;
    try {
      runs.markRunning(run.id);
      this.#tellRun(run.id);
      const parts: TrainingPart = {
        train: photographs.sourcesOfPart(run.splitId, 'train'),
        validation: photographs.sourcesOfPart(run.splitId, 'validation'),
      };
      const task = await this.#prepare(run, parts, backboneFolder, context);
      const outcome = await engineHost.alone(run.options.engine, (engine) => this.#trainOn(engine, run, task, context));
      runs.setOutcome(run.id, outcome);
      const target = { datasetId: run.datasetId, part: 'validation' as const, photographs: parts.validation };
      const evaluation = evaluations.record(run, target, outcome.validationProbabilities);
      return { runId: run.id, evaluationId: evaluation.id };
    } catch (thrown) {
      throw explainDiskFull(thrown, 'Earlier runs, and this one’s epochs so far, are safe. Free some space and train again.');
    }
  }

  async #prepare(run: Run, parts: TrainingPart, backboneFolder: string | null, { signal, progress }: JobContext): Promise<TrainTask> {
    const { datasets, pixels, workspace } = this.#parts;
    const root = datasets.root(run.datasetId);
    const all = [...parts.train, ...parts.validation];
    progress({ done: 0, total: null, unit: 'photographs', stage: 'Preparing photographs' });
    const { source, rows } = await pixels.ensure(
      all.map(({ contentHash, fileName }) => ({ contentHash, path: join(root, fileName) })),
      pixelShape(run.options),
      { signal, onProgress: (done, total) => progress({ done, total, unit: 'photographs', stage: 'Decoding photographs' }) },
    );
    const folder = runFolder(workspace, run.id);
    await mkdir(folder, { recursive: true });
    const labels = all.map(({ diagnosis }) => run.classes.indexOf(diagnosis));
    const count = parts.train.length;
    return {
      runFolder: folder,
      classes: run.classes,
      options: run.options,
      pixels: source,
      train: { rows: [...rows.subarray(0, count)], labels: labels.slice(0, count) },
      validation: { rows: [...rows.subarray(count)], labels: labels.slice(count) },
      backboneFolder,
    };
  }

  async #trainOn(engine: EngineSession, run: Run, task: TrainTask, { signal, progress }: JobContext): Promise<Outcome> {
    const { engineFiles, runs, tell } = this.#parts;
    progress({ done: 0, total: null, unit: 'batches', stage: 'Starting the engine' });
    const description = await engine.call('engine.describe', {}, { signal });
    engineFiles.remember(description);
    runs.setEngine(run.id, { kind: description.kind, version: description.version, device: description.device });
    this.#tellRun(run.id);
    return engine.call('engine.train', task, {
      signal,
      on: {
        'engine.prepared': ({ stage, done, total }) => progress({ done, total, unit: 'photographs', stage }),
        'engine.batchEnded': (batch) => {
          progress({
            done: (batch.epoch - 1) * batch.batchCount + batch.batch,
            total: run.options.epochs * batch.batchCount,
            unit: 'batches',
            stage: 'Training',
          });
          tell('runs.batchEnded', { runId: run.id, ...batch });
        },
        'engine.epochEnded': ({ record, isBest, confusion }) => {
          runs.addEpoch(run.id, { record, confusion }, isBest);
          tell('runs.epochEnded', { runId: run.id, epoch: { record, confusion } });
          this.#tellRun(run.id);
        },
        'engine.logged': ({ message }) => tell('runs.logged', { runId: run.id, message }),
      },
    });
  }

  #end(runId: number, { status, error }: JobEnding): void {
    this.#parts.runs.end(runId, status, error);
    this.#tellRun(runId);
  }

  #tellRun(runId: number): void {
    this.#parts.tell('runs.changed', { run: this.#parts.runs.get(runId) });
  }

  #freeName(recipeId: string): string {
    const taken = new Set(this.#parts.runs.list().map((run) => run.name));
    for (let number = 1; ; number++) {
      const name = `${recipeId} #${number}`;
      if (!taken.has(name)) return name;
    }
  }
}

/** The diagnoses of the training part. @throws AppError `invalid-input` where a network cannot be trained or validated on them */
function learnableClasses(split: Split): string[] {
  const inPart = (part: Part): string[] => split.classCounts.filter((entry) => entry.part === part).map(({ label }) => label);
  const classes = orderDiagnoses(inPart('train'));
  if (classes.length < 2) {
    throw new AppError('invalid-input', 'The training part has photographs of one diagnosis only. A classifier needs at least two.');
  }
  const unlearned = inPart('validation').filter((label) => !classes.includes(label));
  if (unlearned.length > 0) {
    const message = `The validation part has photographs of ${unlearned.join(', ')}, but the training part has none. Choose a split that has them in both.`;
    throw new AppError('invalid-input', message, { labels: unlearned });
  }
  return classes;
}
