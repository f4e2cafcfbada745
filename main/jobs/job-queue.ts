import { AppError, assertNever, toAppError } from '../../common/errors/app-error.ts';
import type { ErrorBody } from '../../common/errors/app-error.ts';
import { activeJobStatuses } from '../../common/domain/job.ts';
import type { Job, JobKind, JobProgress, JobStatus } from '../../common/domain/job.ts';
import type { JobRepository, NewJob } from '../database/repositories/job-repository.ts';
import { describeThrown } from './describe-thrown.ts';
import { ProgressMeter } from './progress-meter.ts';
import type { ProgressUpdate } from './progress-meter.ts';
import { Throttle } from './throttle.ts';

export interface JobContext {
  readonly jobId: number;
  /** Aborted when the user cancels the job or the host closes. */
  readonly signal: AbortSignal;
  /** May be called as often as one likes. */
  readonly progress: (update: ProgressUpdate) => void;
}

export type EndedStatus = Extract<JobStatus, 'succeeded' | 'failed' | 'cancelled' | 'interrupted'>;

export interface JobEnding {
  readonly status: EndedStatus;
  readonly error: ErrorBody | null;
}

export interface JobPlan extends NewJob {
  /** Returns the job's result: an id or a small summary. */
  readonly work: (context: JobContext) => Promise<Job['result']>;
  /** Before the end is told to anybody; also for a job that never began. */
  readonly onEnd?: (ending: JobEnding) => void;
}

export interface JobQueueOptions {
  readonly onChanged: (job: Job) => void;
  readonly log: (line: string) => void;
}

interface ActiveJob {
  readonly plan: JobPlan;
  readonly controller: AbortController;
  readonly isRunning: boolean;
  readonly progress: JobProgress | null;
}

/** Jobs of one lane wait for each other, so that a device trains one network at a time; imports and evaluations go on beside it. */
type Lane = 'reading' | 'training' | 'predicting';

const progressIntervalMs = 250;

/** Runs long work in the background and tells what becomes of it. Every job is a row of the database from its first moment. */
export class JobQueue {
  readonly #jobs: JobRepository;
  readonly #options: JobQueueOptions;
  readonly #active = new Map<number, ActiveJob>();
  readonly #lanes = new Map<Lane, Promise<void>>();
  #isClosing = false;

  constructor(jobs: JobRepository, options: JobQueueOptions) {
    this.#jobs = jobs;
    this.#options = options;
  }

  /** Stores the job and starts it as soon as its lane is free. */
  add(plan: JobPlan): Job {
    if (this.#isClosing) throw new AppError('conflict', 'Nevus is closing. Start this again when it is open.');
    const job = this.#jobs.insert(plan);
    const lane = laneOf(plan.kind);
    const controller = new AbortController();
    const before = this.#lanes.get(lane) ?? Promise.resolve();
    this.#lanes.set(
      lane,
      before.then(() => this.#run(job.id, plan, controller.signal)),
    );
    this.#active.set(job.id, { plan, controller, isRunning: false, progress: null });
    this.#tell(job.id);
    return job;
  }

  /** Newest first, with live progress. */
  list(isActive: boolean | undefined): Job[] {
    return this.#jobs.list(isActive).map((job) => this.#withProgress(job));
  }

  get(id: number): Job {
    return this.#withProgress(this.#jobs.get(id));
  }

  /** Active jobs of a dataset or run, to refuse what would pull the ground from under them. */
  activeJobs(isMeant: (job: NewJob) => boolean): number[] {
    return [...this.#active].filter(([, { plan }]) => isMeant(plan)).map(([id]) => id);
  }

  /** Asks a job to stop at its next safe point. One that has ended stays as it is. */
  cancel(id: number): Job {
    const active = this.#active.get(id);
    if (active !== undefined && !active.controller.signal.aborted) {
      active.controller.abort(new AppError('cancelled', 'The work was cancelled.'));
      if (active.isRunning) {
        this.#jobs.markCancelling(id);
        this.#tell(id);
      } else {
        this.#end(id, active.plan, { status: 'cancelled', error: null }, null);
      }
    }
    return this.get(id);
  }

  /** Stops everything; what runs or waits becomes `interrupted`. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const { controller } of this.#active.values()) controller.abort(new AppError('cancelled', 'Nevus was closed.'));
    await Promise.all([...this.#lanes.values()]);
  }

  async #run(id: number, plan: JobPlan, signal: AbortSignal): Promise<void> {
    const waiting = this.#active.get(id);
    if (waiting === undefined) return;
    if (signal.aborted) {
      this.#end(id, plan, this.#endingOf(new AppError('cancelled', 'Nevus was closed.'), signal), null);
      return;
    }
    const meter = new ProgressMeter();
    const throttle = new Throttle<void>(progressIntervalMs, () => this.#tell(id));
    const progress = (update: ProgressUpdate): void => {
      const current = this.#active.get(id);
      if (current === undefined) return;
      this.#active.set(id, { ...current, progress: meter.measure(update) });
      throttle.push();
    };
    try {
      this.#active.set(id, { ...waiting, isRunning: true });
      this.#jobs.markRunning(id);
      this.#tell(id);
      const result = await plan.work({ jobId: id, signal, progress });
      throttle.flush();
      this.#end(id, plan, { status: 'succeeded', error: null }, result);
    } catch (thrown) {
      throttle.flush();
      this.#end(id, plan, this.#endingOf(thrown, signal), null);
    }
  }

  #endingOf(thrown: unknown, signal: AbortSignal): JobEnding {
    const error = toAppError(thrown);
    if (signal.aborted) return { status: this.#isClosing ? 'interrupted' : 'cancelled', error: null };
    if (error.code === 'internal') this.#options.log(`A job failed unexpectedly: ${describeThrown(thrown)}`);
    return { status: 'failed', error: error.toBody() };
  }

  /** A failure to write the end down (a full disk) must not take the host with it: it is told, and the next start calls the job interrupted. */
  #end(id: number, plan: JobPlan, ending: JobEnding, result: Job['result']): void {
    const progress = this.#active.get(id)?.progress ?? null;
    const before = this.#jobs.find(id);
    this.#active.delete(id);
    try {
      plan.onEnd?.(ending);
      this.#jobs.end(id, { ...ending, progress, result });
      this.#tell(id);
    } catch (thrown) {
      const error = toAppError(thrown);
      this.#options.log(`The end of job ${id} could not be stored: ${error.message}`);
      if (before !== null) this.#options.onChanged({ ...before, progress, status: 'failed', error: ending.error ?? error.toBody() });
    }
  }

  /** A job that was removed with its dataset or run has nothing to tell. */
  #tell(id: number): void {
    const job = this.#jobs.find(id);
    if (job !== null) this.#options.onChanged(this.#withProgress(job));
  }

  #withProgress(job: Job): Job {
    const progress = activeJobStatuses.includes(job.status) ? this.#active.get(job.id)?.progress : null;
    return progress === null || progress === undefined ? job : { ...job, progress };
  }
}

function laneOf(kind: JobKind): Lane {
  switch (kind) {
    case 'inspect':
    case 'import':
      return 'reading';
    case 'train':
      return 'training';
    case 'evaluate':
      return 'predicting';
    default:
      return assertNever(kind);
  }
}
