import type { Job, JobProgress } from '../../common/domain/job.ts';

/** What a running job is asked to become. */
type StopIntent = 'cancel' | 'pause' | 'close';

export interface RunningJob {
  readonly job: Job;
  readonly lane: string;
  readonly stop: AbortController;
  readonly pause: AbortController;
  intent: StopIntent | null;
  progress: JobProgress | null;
  /** Resolves when its end is stored. */
  done: Promise<void>;
}

/** The jobs at work, each on a lane of its own. */
export class RunningJobs {
  readonly #byId = new Map<number, RunningJob>();

  get(id: number): RunningJob | undefined {
    return this.#byId.get(id);
  }

  get all(): readonly RunningJob[] {
    return [...this.#byId.values()];
  }

  add(job: Job, lane: string): RunningJob {
    const stop = new AbortController();
    const pause = new AbortController();
    const running: RunningJob = { job, lane, stop, pause, intent: null, progress: null, done: Promise.resolve() };
    this.#byId.set(job.id, running);
    return running;
  }

  remove(id: number): void {
    this.#byId.delete(id);
  }

  isFree(lane: string): boolean {
    return this.all.every((running) => running.lane !== lane);
  }
}
