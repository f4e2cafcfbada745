import type { Job } from '../../../common/domain/job.ts';
import type { Search, SearchTrial } from '../../../common/domain/search.ts';
import { passes } from '../../components/charts/parallel/value-brush.ts';
import type { ValueBrush, ValueBrushes } from '../../components/charts/parallel/value-brush.ts';
import type { App } from '../../state/app.svelte.ts';
import { isActive } from '../../state/jobs.svelte.ts';
import { Resource } from '../../state/resource.svelte.ts';
import { searchAxes, trialLine } from './search-axes.ts';

export interface SearchDetail {
  readonly search: Search;
  readonly trials: readonly SearchTrial[];
}

/** One search as its screen shows it: what is stored, what the host tells while it goes on, and which of its trials are looked at. */
export class SearchState {
  readonly searchId: number;
  readonly #app: Pick<App, 'client' | 'connection' | 'jobs'>;
  readonly detail: Resource<SearchDetail>;
  #isGone = $state(false);
  #brushes = $state.raw<ValueBrushes>({});
  /** Number of the trial that the pointer or the focus is on. */
  highlighted = $state<number | null>(null);

  readonly axes = $derived.by(() => (this.detail.value === undefined ? [] : searchAxes(this.detail.value.search, this.trials)));
  readonly lines = $derived.by(() => this.trials.map((trial) => trialLine(this.axes, trial, this.search?.metric ?? 'balancedAccuracy')));

  constructor(app: Pick<App, 'client' | 'connection' | 'jobs'>, searchId: number) {
    this.#app = app;
    this.searchId = searchId;
    this.detail = new Resource((signal) => app.client.call('searches.get', { searchId }, { signal }));
  }

  get search(): Search | undefined {
    return this.detail.value?.search;
  }

  get trials(): readonly SearchTrial[] {
    return this.detail.value?.trials ?? [];
  }

  /** Those that pass through all brushes. */
  get shown(): readonly SearchTrial[] {
    return this.trials.filter((_, index) => passes(this.axes, this.lines[index]?.values ?? [], this.#brushes));
  }

  get best(): SearchTrial | undefined {
    return this.trials.find(({ number }) => number === this.search?.best?.number);
  }

  get job(): Job | undefined {
    const jobId = this.search?.jobId ?? null;
    return jobId === null ? undefined : this.#app.jobs.get(jobId);
  }

  /** It trains, or will by itself. */
  get isActive(): boolean {
    return this.search !== undefined && isActive(this.search);
  }

  /** Removed, here or in another window. */
  get isGone(): boolean {
    return this.#isGone;
  }

  get brushes(): ValueBrushes {
    return this.#brushes;
  }

  /** Null: the axis lets everything pass again. */
  brush(axisId: string, brush: ValueBrush | null): void {
    const { [axisId]: _before, ...others } = this.#brushes;
    this.#brushes = brush === null ? others : { ...others, [axisId]: brush };
  }

  clearBrushes(): void {
    this.#brushes = {};
  }

  /** Listens and loads. Returns the function that stops it. */
  start(): () => void {
    const { client, connection } = this.#app;
    const stops = [
      client.on('searches.changed', ({ search, trial }) => {
        if (search.id === this.searchId) this.#adopt(search, trial);
      }),
      client.on('searches.removed', ({ searchId }) => {
        if (searchId === this.searchId) this.#isGone = true;
      }),
      connection.onRestored(() => void this.detail.load()),
    ];
    void this.detail.load();
    return () => {
      for (const stop of stops) stop();
      this.detail.cancel();
    };
  }

  async pause(): Promise<void> {
    await this.#ofJob((jobId) => this.#app.jobs.pause(jobId));
  }

  async resume(): Promise<void> {
    await this.#ofJob((jobId) => this.#app.jobs.resume(jobId));
  }

  /** Ends the search and the trial that is under way; what is done is kept. */
  async stop(): Promise<void> {
    await this.#ofJob((jobId) => this.#app.jobs.cancel(jobId));
  }

  async #ofJob(work: (jobId: number) => Promise<void>): Promise<void> {
    const jobId = this.search?.jobId ?? null;
    if (jobId !== null) await work(jobId);
  }

  /** An answer that is under way may be older than what was just told: it is asked for again. */
  #adopt(search: Search, trial: SearchTrial | null): void {
    const known = this.detail.value;
    if (known === undefined) {
      void this.detail.load();
      return;
    }
    const trials = trial === null ? known.trials : [...known.trials.filter(({ number }) => number !== trial.number), trial];
    this.detail.set({ search, trials: [...trials].sort((a, b) => a.number - b.number) });
  }
}
