import type { EpochDetail } from '../../common/contract/run-calls.ts';
import type { Run } from '../../common/domain/run.ts';
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

export interface LogLine {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
}

const longestLog = 500;

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
  #log = $state.raw<readonly LogLine[]>([]);
  #chosenEpoch = $state<number | null>(null);
  #isGone = $state(false);

  constructor(app: Pick<App, 'client' | 'connection' | 'jobs'>, runId: number) {
    this.#app = app;
    this.runId = runId;
    this.run = new Resource((signal) => app.client.call('runs.get', { runId }, { signal }));
    this.#stored = new Resource(async (signal) => (await app.client.call('runs.epochs', { runId }, { signal })).epochs);
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

  /** Oldest first, since the screen was opened. */
  get log(): readonly LogLine[] {
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
      client.on('runs.logged', ({ runId, message }) => {
        if (runId !== this.runId) return;
        const id = (this.#log.at(-1)?.id ?? 0) + 1;
        this.#log = [...this.#log, { id, at: Date.now(), message }].slice(-longestLog);
      }),
      connection.onRestored(() => void this.load()),
    ];
    void this.load();
    return () => {
      for (const stop of stops) stop();
      this.run.cancel();
      this.#stored.cancel();
    };
  }

  async load(): Promise<void> {
    await Promise.all([this.run.load(), this.#stored.load()]);
  }

  /** Asks the training to stop at its next batch. */
  async stop(): Promise<void> {
    const jobId = this.run.value?.jobId;
    if (jobId !== null && jobId !== undefined) await this.#app.jobs.cancel(jobId);
  }
}
