import type { EpochDetail } from '../../common/contract/run-calls.ts';
import type { Job } from '../../common/domain/job.ts';
import type { Run, RunLogLine } from '../../common/domain/run.ts';
import type { App } from './app.svelte.ts';
import { mergeEpochs } from './merge-epochs.ts';
import { Resource } from './resource.svelte.ts';

/** How far the epoch that trains now is. */
export interface BatchProgress {
  readonly epoch: number;
  readonly batch: number;
  readonly batchCount: number;
  readonly loss: number;
  readonly imagesPerSecond: number;
}

const longestLog = 1000;

/** One training run as its screen shows it: what is stored, and what the host tells while it trains. */
export class RunState {
  readonly runId: number;
  readonly #app: Pick<App, 'client' | 'connection' | 'jobs'>;
  readonly run: Resource<Run>;
  readonly #stored: Resource<readonly EpochDetail[]>;
  /** Epochs that ended since the screen was opened: an answer that was under way meanwhile must not take them away. */
  #live = $state.raw<readonly EpochDetail[]>([]);
  readonly #epochs = $derived.by(() => mergeEpochs(this.#stored.value ?? [], this.#live));
  #batch = $state.raw<BatchProgress | null>(null);
  readonly #olderJob: Resource<Job>;
  readonly #storedLog: Resource<readonly RunLogLine[]>;
  #liveLog = $state.raw<readonly RunLogLine[]>([]);
  readonly #log = $derived.by(() => {
    const stored = this.#storedLog.value ?? [];
    const last = stored.at(-1)?.id ?? 0;
    return [...stored, ...this.#liveLog.filter(({ id }) => id > last)].slice(-longestLog);
  });
  #chosenEpoch = $state<number | null>(null);
  #isGone = $state(false);

  constructor(app: Pick<App, 'client' | 'connection' | 'jobs'>, runId: number) {
    this.#app = app;
    this.runId = runId;
    this.run = new Resource((signal) => app.client.call('runs.get', { runId }, { signal }));
    this.#olderJob = new Resource((signal) => app.client.call('jobs.get', { jobId: this.jobId ?? 0 }, { signal }));
    this.#storedLog = new Resource(async (signal) => (await app.client.call('runs.log', { runId }, { signal })).lines);
    this.#stored = new Resource(async (signal) => (await app.client.call('runs.epochs', { runId }, { signal })).epochs);
  }

  get jobId(): number | null {
    return this.run.value?.jobId ?? null;
  }

  /** The job that trains it, or has. */
  get job(): Job | undefined {
    return this.jobId === null ? undefined : (this.#app.jobs.get(this.jobId) ?? this.#olderJob.value);
  }

  /** For its loading and error state; the epochs themselves are `epochs`. */
  get stored(): Resource<readonly EpochDetail[]> {
    return this.#stored;
  }

  get epochs(): readonly EpochDetail[] {
    return this.#epochs;
  }

  get isActive(): boolean {
    const status = this.run.value?.status;
    return status === 'queued' || status === 'running';
  }

  /** The latest that was heard of; null before the first, and once nothing trains any more. */
  get batch(): BatchProgress | null {
    return this.isActive ? this.#batch : null;
  }

  /** The latest lines, oldest first. */
  get log(): readonly RunLogLine[] {
    return this.#log;
  }

  /** Removed, here or in another window. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** The epoch that the user looks at; else the best one, and the latest while it trains. */
  get epoch(): EpochDetail | undefined {
    const wanted = this.#chosenEpoch ?? (this.isActive ? null : this.run.value?.bestEpoch);
    return this.#epochs.find(({ record }) => record.epoch === wanted) ?? this.#epochs.at(-1);
  }

  get isEpochChosen(): boolean {
    return this.#chosenEpoch !== null;
  }

  /** Null: follow the training again. */
  chooseEpoch(epoch: number | null): void {
    this.#chosenEpoch = epoch;
  }

  /** One epoch on (+1) or back (-1) from the one that is shown. */
  stepEpoch(step: 1 | -1): void {
    const shown = this.epoch;
    const next = this.#epochs[(shown === undefined ? 0 : this.#epochs.indexOf(shown)) + step];
    if (next !== undefined) this.#chosenEpoch = next.record.epoch;
  }

  /** Listens and loads. Returns the function that stops it. */
  start(): () => void {
    const { client, connection } = this.#app;
    const stops = [
      client.on('runs.changed', ({ run }) => {
        if (run.id === this.runId) this.run.set(run);
      }),
      client.on('runs.removed', ({ runId }) => {
        if (runId === this.runId) this.#isGone = true;
      }),
      client.on('runs.epochEnded', ({ runId, epoch }) => {
        if (runId !== this.runId) return;
        this.#live = [...this.#live, epoch];
      }),
      client.on('runs.batchEnded', ({ runId, ...batch }) => {
        if (runId === this.runId) this.#batch = batch;
      }),
      client.on('runs.logged', ({ runId, line }) => {
        if (runId === this.runId) this.#liveLog = [...this.#liveLog, line].slice(-longestLog);
      }),
      client.on('runs.resumed', ({ runId }) => {
        if (runId !== this.runId) return;
        this.#live = [];
        this.#batch = null;
        void this.#stored.load();
      }),
      connection.onRestored(() => void this.load()),
    ];
    void this.load();
    return () => {
      for (const stop of stops) stop();
      this.run.cancel();
      this.#stored.cancel();
      this.#storedLog.cancel();
      this.#olderJob.cancel();
    };
  }

  async load(): Promise<void> {
    await Promise.all([this.run.load(), this.#stored.load(), this.#storedLog.load()]);
    // The list of jobs ends somewhere; an older one is asked for by itself.
    if (this.jobId !== null && this.job === undefined) await this.#olderJob.load();
  }

  /** Asks the training to stop at its next batch; one that is paused or interrupted is given up. */
  async stop(): Promise<void> {
    await this.#ofJob((jobId) => this.#app.jobs.cancel(jobId));
  }

  /** Asks the training to stop after its batch and to keep where it is. */
  async pause(): Promise<void> {
    await this.#ofJob((jobId) => this.#app.jobs.pause(jobId));
  }

  async resume(): Promise<void> {
    await this.#ofJob((jobId) => this.#app.jobs.resume(jobId));
  }

  async #ofJob(work: (jobId: number) => Promise<void>): Promise<void> {
    if (this.jobId !== null) await work(this.jobId);
  }
}
