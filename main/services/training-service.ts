import type { Split } from '../../common/domain/dataset.ts';
import type { RunTeacher } from '../../common/domain/distillation.ts';
import type { Job, JobKind } from '../../common/domain/job.ts';
import type { Recipe } from '../../common/domain/recipe.ts';
import type { Run } from '../../common/domain/run.ts';
import type { TrainingConfig } from '../../common/domain/training-config.ts';
import { requireTold } from '../../common/domain/patient-facts.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import type { JobRepository } from '../database/repositories/job-repository.ts';
import type { PhotographRepository } from '../database/repositories/photograph-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { SplitRepository } from '../database/repositories/split-repository.ts';
import type { EngineChoice } from '../engine-host/engine-process.ts';
import type { TrainingDevices } from '../engine-host/training-devices.ts';
import type { JobEnding, JobHandler } from '../jobs/job-handler.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { CheckpointFiles } from './checkpoint-files.ts';
import type { TeacherService } from './distillation/teacher-service.ts';
import type { EngineCheck } from './engine-check.ts';
import type { EngineFiles } from './engine-files.ts';
import { learnableClasses } from './learnable-classes.ts';
import type { RecipeService } from './recipe-service.ts';
import type { RunReporter } from './run-reporter.ts';
import type { SplitService } from './split-service.ts';
import type { TrainingWork } from './training-work.ts';
import type { WeightsService } from './weights-service.ts';

export interface TrainingServiceParts {
  readonly datasets: DatasetRepository;
  readonly photographs: PhotographRepository;
  readonly runs: RunRepository;
  readonly splitRows: SplitRepository;
  readonly jobRows: JobRepository;
  readonly splits: SplitService;
  readonly recipes: RecipeService;
  readonly teachers: TeacherService;
  readonly weights: WeightsService;
  readonly engineCheck: EngineCheck;
  readonly engineFiles: EngineFiles;
  readonly devices: TrainingDevices;
  readonly jobs: JobQueue;
  readonly work: TrainingWork;
  readonly checkpoints: CheckpointFiles;
  readonly reporter: RunReporter;
}

const resumedKinds: readonly JobKind[] = ['train', 'search', 'reproduce'];

/** Starts trainings, and resumes those that were paused or interrupted. */
export class TrainingService {
  readonly #parts: TrainingServiceParts;

  constructor(parts: TrainingServiceParts) {
    this.#parts = parts;
    const handler: JobHandler = {
      lanes: (job) => this.lanes(this.#runOf(job).options.engine),
      work: (job, context) => parts.work.train(this.#runOf(job), context),
      onEnd: (job, ending) => this.#end(this.#runOf(job), ending),
      onResume: (job) => {
        const run = this.#runOf(job);
        parts.engineFiles.require(run.options.engine);
        parts.runs.requeue(run.id);
        parts.reporter.tellRun(run.id);
      },
      isInterruption: ({ code }) => code === 'engine-crashed',
    };
    parts.jobs.handle('train', handler);
  }

  /** Everything that can be known beforehand, for a training or a search. @throws AppError with what stands in the way */
  async check(
    config: Pick<TrainingConfig, 'splitId' | 'recipeId' | 'options'>,
  ): Promise<{ split: Split; recipe: Recipe; classes: string[] }> {
    const { engineCheck, photographs, recipes, splitRows, splits, weights } = this.#parts;
    const split = splitRows.get(config.splitId);
    const recipe = (await recipes.list()).find(({ id }) => id === config.recipeId);
    if (recipe === undefined) throw new AppError('not-found', `There is no recipe named ${config.recipeId}.`);
    splits.verify(split.id);
    await engineCheck.require(config.options.engine);
    weights.backboneFolder(config.options.model);
    const { facts } = config.options;
    if (facts.length > 0) requireTold(facts, photographs.sourcesOfPart(split.id, 'train'));
    return { split, recipe, classes: learnableClasses(split) };
  }

  /** Refused before there is a run wherever that can be known. */
  async start(config: TrainingConfig): Promise<{ runId: number; jobId: number }> {
    const { datasets, jobRows, jobs, reporter, runs } = this.#parts;
    const { split, recipe, classes } = await this.check(config);
    const teacher = await this.#teacherOf(config, split, classes);
    const started = { runId: 0, jobId: 0 };
    jobRows.atomically(() => {
      const run = runs.insert({
        name: config.name?.trim() === '' || config.name === undefined ? this.#freeName(recipe.id) : config.name.trim(),
        recipeId: recipe.id,
        datasetId: split.datasetId,
        splitId: split.id,
        options: config.options,
        classes,
        teacher,
      });
      const title = `Train ${run.name} on ${datasets.get(run.datasetId).name}`;
      const job = jobs.add({ kind: 'train', title, datasetId: run.datasetId, runId: run.id });
      started.runId = run.id;
      started.jobId = job.id;
    });
    reporter.tellRun(started.runId);
    return started;
  }

  /** Trainings and searches that the end of Nevus or of the computer has interrupted go on, the earliest first, and with them the reproductions that wait. */
  resumeInterrupted(log: (line: string) => void): void {
    const { jobRows, jobs } = this.#parts;
    const interrupted = jobRows
      .list(false)
      .filter(({ kind, status, error }) => resumedKinds.includes(kind) && status === 'interrupted' && error === null);
    // Each is put before all others, so that the earliest comes last.
    for (const job of interrupted) {
      try {
        jobs.resume(job.id);
      } catch (thrown) {
        // Nevus opens all the same, and it can be resumed when what stands in the way is gone.
        log(`${job.title} stays interrupted. ${toAppError(thrown).message}`);
      }
    }
  }

  /** @throws AppError where the teacher cannot teach on this split, or where one of teacher and settings is missing */
  async #teacherOf({ options, teacherRunId }: TrainingConfig, split: Split, classes: readonly string[]): Promise<RunTeacher | null> {
    const { distillation } = options;
    if (teacherRunId === undefined && distillation === null) return null;
    if (teacherRunId === undefined || distillation === null) {
      const message =
        distillation === null
          ? 'A teacher was named, but the options do not say how to learn from it. Set its temperature and share, or name no teacher.'
          : 'These options learn from a teacher, but none was named. Name a run or an ensemble, or leave learning from one out.';
      throw new AppError('invalid-input', message);
    }
    return this.#parts.teachers.require(teacherRunId, split, classes, distillation.targets);
  }

  /** The devices that an engine trains on. */
  lanes(engine: EngineChoice): readonly string[] {
    const { devices, engineFiles } = this.#parts;
    return devices.lanes(engine === 'auto' ? (engineFiles.likelyEngine()?.kind ?? 'tensorflow') : engine);
  }

  #runOf(job: Job): Run {
    return this.#parts.runs.get(job.runId ?? 0);
  }

  #end(run: Run, { status, error }: JobEnding): void {
    const { reporter, runs } = this.#parts;
    runs.end(run.id, status, error);
    if (status === 'cancelled') void this.#parts.checkpoints.forget(run.id);
    const said = { paused: 'Paused.', interrupted: 'Interrupted.', cancelled: 'Stopped.', failed: 'Failed.', succeeded: 'Finished.' }[
      status
    ];
    reporter.log(run.id, error === null ? said : `${said} ${error.message}`);
    reporter.tellRun(run.id);
  }

  #freeName(recipeId: string): string {
    const taken = new Set(this.#parts.runs.list().map((run) => run.name));
    for (let number = 1; ; number++) {
      const name = `${recipeId} #${number}`;
      if (!taken.has(name)) return name;
    }
  }
}
