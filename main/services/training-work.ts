import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOutput } from '../../common/contract/define.ts';
import type { EngineProtocol, StopRule, TrainTask } from '../../common/contract/engine-protocol.ts';
import type { Run } from '../../common/domain/run.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import type { PhotographRepository, PhotographSource } from '../database/repositories/photograph-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { EngineHost } from '../engine-host/engine-host.ts';
import type { EngineCallOptions, EngineSession } from '../engine-host/engine-session.ts';
import type { TrainingDevices } from '../engine-host/training-devices.ts';
import type { Workspace } from '../host/workspace.ts';
import type { PixelCache } from '../imaging/pixel-cache.ts';
import type { JobContext } from '../jobs/job-handler.ts';
import type { TeacherWork } from './distillation/teacher-work.ts';
import { explainDiskFull } from './disk-full.ts';
import { factsOf } from './facts-of.ts';
import type { EngineFiles } from './engine-files.ts';
import type { EvaluationService } from './evaluation-service.ts';
import { checkpointFolder, pixelShape, runFolder } from './run-files.ts';
import type { RunReporter } from './run-reporter.ts';
import type { Tell } from './tell.ts';
import { countBatches } from './training-progress.ts';
import type { WeightsService } from './weights-service.ts';

export interface TrainingWorkParts {
  readonly datasets: DatasetRepository;
  readonly photographs: PhotographRepository;
  readonly runs: RunRepository;
  readonly weights: WeightsService;
  readonly teacher: TeacherWork;
  readonly evaluations: EvaluationService;
  readonly engineHost: EngineHost;
  readonly engineFiles: EngineFiles;
  readonly devices: TrainingDevices;
  readonly pixels: PixelCache;
  readonly workspace: Workspace;
  readonly reporter: RunReporter;
  readonly tell: Tell;
}

interface TrainingPart {
  readonly train: readonly PhotographSource[];
  readonly validation: readonly PhotographSource[];
}

/** A pause is thrown. */
type Outcome = Exclude<CallOutput<EngineProtocol, 'engine.train'>, { status: 'paused' }>;

/** What a search asks of the training of one of its trials. */
export interface TrialWishes {
  readonly stops: readonly StopRule[];
  /** An engine has started for it. */
  readonly onEngine: () => void;
  /** Its stored epochs have changed. */
  readonly onEpochs: () => void;
}

/** One training, from the photographs to the evaluated network: carries what the engine tells into the database and to the windows. */
export class TrainingWork {
  readonly #parts: TrainingWorkParts;

  constructor(parts: TrainingWorkParts) {
    this.#parts = parts;
  }

  /**
   * A run that has begun before goes on from its newest checkpoint. One that a trial's rule stopped keeps its checkpoints and has no evaluation (null).
   * @throws AppError `cancelled` also where it was paused
   */
  async train(run: Run, context: JobContext, trial?: TrialWishes): Promise<{ runId: number; evaluationId: number | null }> {
    const { devices, engineHost, evaluations, photographs, reporter, runs, weights, workspace } = this.#parts;
    const parts: TrainingPart = {
      train: photographs.sourcesOfPart(run.splitId, 'train'),
      validation: photographs.sourcesOfPart(run.splitId, 'validation'),
    };
    try {
      runs.markRunning(run.id);
      reporter.tellRun(run.id);
      const task = await this.#prepare(run, parts, weights.backboneFolder(run.options.model), context);
      const outcome = await engineHost.alone(
        run.options.engine,
        (engine) => this.#trainOn(engine, run, { ...task, ...(trial && { stops: [...trial.stops] }) }, context, trial),
        devices.deviceId(context.lane),
      );
      if (outcome.status === 'stopped') return { runId: run.id, evaluationId: null };
      runs.setOutcome(run.id, outcome);
      const target = { datasetId: run.datasetId, part: 'validation' as const, photographs: parts.validation };
      const evaluation = await evaluations.record(run, target, 1, evaluations.calibrate(target, run, outcome.validationProbabilities));
      // Nothing can go on from here any more, and they are the larger part of a run's files.
      await rm(checkpointFolder(workspace, run.id), { recursive: true, force: true });
      await this.#parts.teacher.forget(run);
      return { runId: run.id, evaluationId: evaluation.id };
    } catch (thrown) {
      throw explainDiskFull(thrown, 'Earlier runs, and this one’s epochs so far, are safe. Free some space, then resume the run.');
    }
  }

  async #prepare(run: Run, parts: TrainingPart, backboneFolder: string | null, context: JobContext): Promise<TrainTask> {
    const { datasets, pixels, workspace } = this.#parts;
    const { progress } = context;
    const root = datasets.root(run.datasetId);
    const all = [...parts.train, ...parts.validation];
    progress({ done: 0, total: null, unit: 'photographs', stage: 'Preparing photographs' });
    const { source, rows } = await pixels.ensure(
      all.map(({ contentHash, fileName }) => ({ contentHash, path: join(root, fileName) })),
      pixelShape(run.options),
      {
        // What is decoded stays in the cache: pausing here loses nothing.
        signal: AbortSignal.any([context.signal, context.pause]),
        onProgress: (done, total) => progress({ done, total, unit: 'photographs', stage: 'Decoding photographs' }),
      },
    );
    const folder = runFolder(workspace, run.id);
    // What is there before a run begins is another's: of a database that was lost or laid aside. Nobody may take its network for this one's.
    if (run.startedAt === null) await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const labels = all.map(({ diagnosis }) => run.classes.indexOf(diagnosis));
    const count = parts.train.length;
    const { facts } = run.options;
    return {
      runFolder: folder,
      classes: run.classes,
      options: run.options,
      pixels: source,
      train: { rows: [...rows.subarray(0, count)], labels: labels.slice(0, count), ...factsOf(facts, parts.train) },
      validation: { rows: [...rows.subarray(count)], labels: labels.slice(count), ...factsOf(facts, parts.validation) },
      backboneFolder,
      teacher: await this.#parts.teacher.answers(run, parts.train, context),
      featureFolder: workspace.features,
      resume: run.startedAt !== null,
    };
  }

  async #trainOn(engine: EngineSession, run: Run, task: TrainTask, context: JobContext, trial?: TrialWishes): Promise<Outcome> {
    const { devices, engineFiles, reporter, runs } = this.#parts;
    const { pause, progress, signal } = context;
    progress({ done: 0, total: null, unit: 'batches', stage: 'Starting the engine' });
    const description = await engine.call('engine.describe', {}, { signal: AbortSignal.any([signal, pause]) });
    engineFiles.remember(description, run.options.engine);
    devices.learn(description.kind, description.deviceKind);
    runs.setEngine(run.id, { kind: description.kind, version: description.version, device: description.device });
    reporter.tellRun(run.id);
    trial?.onEngine();
    const askToPause = (): void => {
      engine.call('engine.pause', {}).catch((thrown: unknown) => {
        reporter.log(run.id, `The engine could not be asked to pause: ${toAppError(thrown).message}`);
      });
    };
    const beganAt = { ms: performance.now() };
    const addTrained = (): void => {
      const now = performance.now();
      runs.addTrained(run.id, now - beganAt.ms);
      beganAt.ms = now;
    };
    const on = this.#listen(run, progress, addTrained, trial);
    try {
      const training = engine.call('engine.train', task, { signal, on });
      if (pause.aborted) askToPause();
      else pause.addEventListener('abort', askToPause, { once: true });
      const outcome = await training;
      if (outcome.status === 'paused') throw new AppError('cancelled', 'The training was paused.');
      return outcome;
    } finally {
      pause.removeEventListener('abort', askToPause);
      addTrained();
    }
  }

  #listen(
    run: Run,
    progress: JobContext['progress'],
    addTrained: () => void,
    trial: TrialWishes | undefined,
  ): NonNullable<EngineCallOptions['on']> {
    const { reporter, runs, tell } = this.#parts;
    return {
      'engine.resumed': ({ epoch, epochs }) => {
        runs.replaceEpochs(run.id, epochs);
        trial?.onEpochs();
        tell('runs.resumed', { runId: run.id, epoch });
        reporter.tellRun(run.id);
      },
      'engine.prepared': ({ stage, done, total }) => progress({ done, total, unit: 'photographs', stage }),
      'engine.batchEnded': (batch) => {
        progress({ ...countBatches(run.options, batch), unit: 'batches' });
        tell('runs.batchEnded', { runId: run.id, ...batch });
      },
      'engine.epochEnded': ({ record, isBest, confusion }) => {
        runs.addEpoch(run.id, { record, confusion }, isBest);
        addTrained();
        trial?.onEpochs();
        tell('runs.epochEnded', { runId: run.id, epoch: { record, confusion } });
        reporter.tellRun(run.id);
      },
      'engine.logged': ({ message }) => reporter.log(run.id, message),
    };
  }
}
