import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { activeJobStatuses, canPause, canResume } from '../../common/domain/job.ts';
import type { Job, JobKind, JobProgress } from '../../common/domain/job.ts';
import type { JobRepository, NewJob, QueuePlace } from '../database/repositories/job-repository.ts';
import { describeThrown } from './describe-thrown.ts';
import type { JobEnding, JobHandler } from './job-handler.ts';
import { ProgressMeter } from './progress-meter.ts';
import type { ProgressUpdate } from './progress-meter.ts';
import { RunningJobs } from './running-jobs.ts';
import type { RunningJob } from './running-jobs.ts';
import { Throttle } from './throttle.ts';

export interface JobQueueOptions {
  readonly onChanged: (job: Job) => void;
  readonly log: (line: string) => void;
}

const progressIntervalMs = 250;
/** An end that could not be stored is tried again after this time. */
const storeAgainMs = 5000;

/**
 * Runs long work in the background, one job a lane, and tells what becomes of it. The queue is the database's rows with the status `queued`, in the order
 * of their position: it survives the host.
 */
export class JobQueue {
  readonly #jobs: JobRepository;
  readonly #options: JobQueueOptions;
  readonly #handlers = new Map<JobKind, JobHandler>();
  readonly #running = new RunningJobs();
  /** Jobs from an earlier time that wait until somebody says that the queue may go on. */
  readonly #held = new Set<number>();
  readonly #listeners = new Set<(job: Job) => void>();
  /** Ends that could not be stored, by job: how to try it again. */
  readonly #unstored = new Map<number, () => void>();
  #isScheduled = false;
  #isClosing = false;

  constructor(jobs: JobRepository, options: JobQueueOptions) {
    this.#jobs = jobs;
    this.#options = options;
    for (const { id } of jobs.queued()) this.#held.add(id);
  }

  /** Says how jobs of a kind are done. For every kind, before anything else. */
  handle(kind: JobKind, handler: JobHandler): void {
    this.#handlers.set(kind, handler);
  }

  /** What waits since an earlier time goes on. */
  release(): void {
    this.#held.clear();
    this.#schedule();
  }

  /** One that waits since an earlier time may begin, the others go on waiting. */
  allow(id: number): void {
    if (this.#held.delete(id)) this.#schedule();
  }

  /** A lane may have become free, or known. */
  reconsider(): void {
    this.#schedule();
  }

  /** Tells every change of a job, its progress included, to work that waits for it. Returns the function that stops listening. */
  listen(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stores the job; it begins as soon as its lane is free. */
  add(job: NewJob): Job {
    this.#refuseClosing();
    const added = this.#jobs.insert(job);
    this.#schedule();
    this.#tell(added.id);
    return added;
  }

  /** Newest first, with live progress. */
  list(isActive: boolean | undefined): Job[] {
    return this.#jobs.list(isActive).map((job) => this.#withProgress(job));
  }

  get(id: number): Job {
    return this.#withProgress(this.#jobs.get(id));
  }

  /** Active jobs of a dataset or run, to refuse what would pull the ground from under them. */
  activeJobs(isMeant: (job: Job) => boolean): number[] {
    this.#storeEnds();
    return this.#jobs
      .active()
      .filter(isMeant)
      .map(({ id }) => id);
  }

  /** Asks a job to stop at its next safe point; one that is paused or interrupted is given up. One that has ended otherwise stays as it is. */
  cancel(id: number): Job {
    this.#storeEnds();
    const job = this.#jobs.get(id);
    const running = this.#running.get(id);
    if (running !== undefined) {
      running.intent = 'cancel';
      if (job.status !== 'cancelling') {
        this.#jobs.markStopping(id, 'cancelling');
        running.stop.abort(new AppError('cancelled', 'The work was cancelled.'));
        this.#tell(id);
      }
    } else if (job.status === 'queued' || job.status === 'paused' || job.status === 'interrupted') {
      this.#end(job, { status: 'cancelled', error: null }, job.progress, null);
    }
    return this.get(id);
  }

  /**
   * Asks a job to stop and keep what it has done; it is `paused` as soon as it has. While everything is asked to stop it stays as it is.
   * @throws AppError `not-allowed`
   */
  pause(id: number): Job {
    const job = this.get(id);
    if (this.#isClosing) return job;
    const running = this.#running.get(id);
    if (job.status === 'paused' || job.status === 'pausing') return job;
    if (!canPause(job)) {
      throw new AppError(
        'not-allowed',
        `${job.title} cannot be paused: it is ${job.status}, or runs for moments only. Cancel it instead.`,
        {
          status: job.status,
        },
      );
    }
    if (running === undefined) {
      this.#end(job, { status: 'paused', error: null }, job.progress, null);
    } else {
      running.intent = 'pause';
      this.#jobs.markStopping(id, 'pausing');
      running.pause.abort(new AppError('cancelled', 'The work was paused.'));
      this.#tell(id);
    }
    return this.get(id);
  }

  /** Queues a job again, before those that wait; one that waits since an earlier time begins. @throws AppError `not-allowed` where it cannot go on */
  resume(id: number): Job {
    this.#refuseClosing();
    this.#storeEnds();
    const job = this.get(id);
    if (job.status === 'queued' && this.#held.delete(id)) {
      this.#schedule();
      return job;
    }
    if (!canResume(job)) {
      throw new AppError('not-allowed', `${job.title} cannot be resumed: it is ${job.status}, and there is nothing to go on with.`, {
        status: job.status,
      });
    }
    return this.requeue(job);
  }

  /** As resume, also for a job that was cancelled; for kinds that keep what they have done. */
  requeue(job: Job): Job {
    this.#jobs.atomically(() => {
      this.#handlers.get(job.kind)?.onResume?.(job);
      this.#jobs.requeue(job.id);
    });
    this.#held.delete(job.id);
    this.#schedule();
    this.#tellQueue();
    return this.get(job.id);
  }

  /** Changes the order of what waits. @throws AppError `conflict` for a job that does not wait */
  move(id: number, to: QueuePlace): Job {
    const job = this.get(id);
    if (job.status !== 'queued') throw new AppError('conflict', `${job.title} does not wait in the queue: it is ${job.status}.`);
    this.#jobs.move(id, to);
    this.#schedule();
    this.#tellQueue();
    return this.get(id);
  }

  /** A job that was laid aside was removed with what it worked at: nobody may wait for it. */
  tellRemoved(job: Job): void {
    if (job.status === 'paused' || job.status === 'interrupted') this.#announce({ ...job, status: 'cancelled', error: null });
  }

  /** Asks everything to stop. What runs keeps what it has done and becomes `interrupted`; what waits goes on waiting. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const closed = new AppError('cancelled', 'Nevus was closed.');
    const all = this.#running.all;
    for (const running of all) {
      running.intent ??= 'close';
      if (canPause({ status: 'running', kind: running.job.kind })) running.pause.abort(closed);
      else running.stop.abort(closed);
    }
    await Promise.all(all.map(({ done }) => done));
  }

  #refuseClosing(): void {
    if (this.#isClosing) throw new AppError('conflict', 'Nevus is closing. Start this again when it is open.');
  }

  /** Soon, so that who adds a job sees it waiting first. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#startWhatCan();
    });
  }

  #startWhatCan(): void {
    if (this.#isClosing) return;
    let hasStarted = false;
    for (const job of this.#jobs.queued()) {
      const handler = this.#handlers.get(job.kind);
      if (handler === undefined || this.#held.has(job.id) || this.#running.get(job.id) !== undefined) continue;
      const lane = handler.lanes(job).find((name) => this.#running.isFree(name));
      if (lane === undefined) continue;
      const running = this.#running.add(job, lane);
      running.done = this.#run(running, handler);
      hasStarted = true;
    }
    if (hasStarted) this.#tellQueue();
  }

  async #run(running: RunningJob, handler: JobHandler): Promise<void> {
    const { job, stop, pause } = running;
    const { id } = job;
    const meter = new ProgressMeter();
    const throttle = new Throttle<void>(progressIntervalMs, () => this.#tell(id));
    const progress = (update: ProgressUpdate): void => {
      running.progress = meter.measure(update);
      throttle.push();
    };
    let ending: JobEnding = { status: 'succeeded', error: null };
    let result: Job['result'] = null;
    try {
      this.#jobs.markRunning(id);
      this.#tell(id);
      result = await handler.work(job, { jobId: id, lane: running.lane, signal: stop.signal, pause: pause.signal, progress });
    } catch (thrown) {
      ending = this.#endingOf(thrown, running, handler);
    }
    throttle.flush();
    this.#running.remove(id);
    this.#end(job, ending, running.progress, result);
    this.#schedule();
  }

  #endingOf(thrown: unknown, { intent }: RunningJob, handler: JobHandler): JobEnding {
    const error = toAppError(thrown);
    if (intent === 'cancel') return { status: 'cancelled', error: null };
    if (intent === 'close') return { status: 'interrupted', error: null };
    if (intent === 'pause' && error.code === 'cancelled') return { status: 'paused', error: null };
    if (error.code === 'internal') this.#options.log(`A job failed unexpectedly: ${describeThrown(thrown)}`);
    return { status: handler.isInterruption?.(error) === true ? 'interrupted' : 'failed', error: error.toBody() };
  }

  /** A failure to write the end down (a full disk) must not take the host with it: it is told and tried again; the next start calls the job interrupted. */
  #end(job: Job, ending: JobEnding, progress: JobProgress | null, result: Job['result']): void {
    try {
      this.#jobs.atomically(() => {
        this.#handlers.get(job.kind)?.onEnd?.(job, ending);
        this.#jobs.end(job.id, { ...ending, progress, result });
      });
      this.#tell(job.id);
      if (job.status === 'queued') this.#tellQueue();
    } catch (thrown) {
      const error = toAppError(thrown);
      this.#options.log(`The end of job ${job.id} could not be stored: ${error.message}`);
      this.#announce({ ...job, queuePlace: null, progress, status: 'failed', error: ending.error ?? error.toBody() });
      this.#unstored.set(job.id, () => {
        this.#unstored.delete(job.id);
        if (!this.#isClosing && this.#jobs.find(job.id) !== null) this.#end(job, ending, progress, result);
      });
      setTimeout(() => this.#storeEnds(), storeAgainMs).unref();
    }
  }

  /** Whoever asks for more has perhaps made room: until its end is stored, a job counts as one that goes on. */
  #storeEnds(): void {
    for (const store of [...this.#unstored.values()]) store();
  }

  /** A job that was removed with its dataset or run has nothing to tell. */
  #tell(id: number): void {
    const job = this.#jobs.find(id);
    if (job !== null) this.#announce(this.#withProgress(job));
  }

  /** Their places have changed. */
  #tellQueue(): void {
    for (const job of this.#jobs.queued()) this.#announce(job);
  }

  #announce(job: Job): void {
    this.#options.onChanged(job);
    for (const listener of [...this.#listeners]) listener(job);
  }

  #withProgress(job: Job): Job {
    const progress = activeJobStatuses.includes(job.status) ? this.#running.get(job.id)?.progress : null;
    return progress === null || progress === undefined ? job : { ...job, progress };
  }
}
