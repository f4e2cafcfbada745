import { untrack } from 'svelte';
import { z } from 'zod';
import { fewestCompared, mostCompared } from '../../common/domain/comparison.ts';
import type { ComparedPart, RunComparison } from '../../common/domain/comparison.ts';
import type { Split } from '../../common/domain/dataset.ts';
import type { Run } from '../../common/domain/run.ts';
import type { App } from './app.svelte.ts';
import { comparisonPath, parseComparison } from './comparison-address.ts';
import type { ComparisonAddress } from './comparison-address.ts';
import { loadEpochs, loadTested } from './load-comparison.ts';
import type { EpochsByRun } from './load-comparison.ts';
import { Remembered } from './remembered.svelte.ts';
import { Resource } from './resource.svelte.ts';
import { isComparable } from './run-selection.svelte.ts';

/** Runs side by side. What is compared lives in the address, so that links, Back and a reload keep it; the latest comparison is remembered for the next start. */
export class ComparisonState {
  readonly #app: Pick<App, 'client' | 'connection' | 'router' | 'runs'>;
  readonly #latest = new Remembered('compare.runs', z.array(z.int().positive()), []);
  readonly #address: ComparisonAddress = $derived.by(() => parseComparison(this.#app.router.query));
  readonly #runs: readonly Run[] = $derived.by(() => this.#address.runIds.flatMap((id) => this.#app.runs.get(id) ?? []));
  /** As texts, so that runs which are only told of anew, as one that trains elsewhere, bring nothing to be fetched again. */
  readonly #runsKey = $derived.by(() => this.ids.join());
  readonly #figuresKey = $derived.by(() => (this.isEnough ? `${this.#runsKey}/${this.reference?.id}/${this.part}` : ''));
  readonly figures: Resource<RunComparison>;
  readonly epochs: Resource<EpochsByRun>;
  readonly #splits: Resource<readonly Split[]>;
  /** Runs whose test part was opened with them. */
  readonly #tested: Resource<readonly number[]>;

  constructor(app: Pick<App, 'client' | 'connection' | 'router' | 'runs'>) {
    this.#app = app;
    const { client } = app;
    this.figures = new Resource((signal) => {
      const referenceRunId = this.reference?.id;
      const input = { runIds: this.ids, part: this.part, ...(referenceRunId === undefined ? {} : { referenceRunId }) };
      return client.call('runs.compare', input, { signal });
    });
    this.epochs = new Resource((signal) => {
      const trained = this.#runs.filter(({ members }) => members === null);
      return loadEpochs(
        client,
        trained.map(({ id }) => id),
        signal,
      );
    });
    this.#splits = new Resource(async (signal) => (await client.call('splits.list', {}, { signal })).splits);
    this.#tested = new Resource((signal) => loadTested(client, this.ids, signal));
  }

  /** In the order of their columns; those that were removed are left out. */
  get runs(): readonly Run[] {
    return this.#runs;
  }

  get ids(): number[] {
    return this.#runs.map(({ id }) => id);
  }

  get isEnough(): boolean {
    return this.#runs.length >= fewestCompared;
  }

  /** The run that the others are measured against. */
  get reference(): Run | undefined {
    return this.#runs.find(({ id }) => id === this.#address.referenceId) ?? this.#runs[0];
  }

  get others(): readonly Run[] {
    return this.#runs.filter((run) => run !== this.reference);
  }

  /** Whose photographs are laid beside the reference's. */
  get other(): Run | undefined {
    return this.others.find(({ id }) => id === this.#address.otherId) ?? this.others[0];
  }

  /** An ensemble has no validation part. */
  get part(): ComparedPart {
    return this.#address.part ?? (this.#runs.some(({ members }) => members !== null) ? 'test' : 'validation');
  }

  get cell(): ComparisonAddress['cell'] {
    return this.#address.cell;
  }

  get diagnosis(): string | null {
    return this.#address.diagnosis;
  }

  /** What was figured of exactly these runs on this part; undefined while it is not there. */
  get comparison(): RunComparison | undefined {
    const value = this.figures.value;
    if (value === undefined || value.part !== this.part || value.referenceRunId !== this.reference?.id) return undefined;
    return value.runs.map(({ runId }) => runId).join() === this.ids.join() ? value : undefined;
  }

  /** Whether the test part was opened with each of them; false while that is not known. */
  get isTestOpened(): boolean {
    const tested = this.#tested.value;
    return tested !== undefined && this.#runs.every(({ id }) => tested.includes(id));
  }

  splitOf(run: Run): Split | undefined {
    return this.#splits.value?.find(({ id }) => id === run.splitId);
  }

  /** What can be added: of the same dataset, newest first. */
  get candidates(): readonly Run[] {
    const [first] = this.#runs;
    if (this.#runs.length >= mostCompared) return [];
    return this.#app.runs.list.filter(
      (run) => isComparable(run) && !this.ids.includes(run.id) && (first === undefined || run.datasetId === first.datasetId),
    );
  }

  add(runId: number): void {
    this.#show([...this.ids, runId]);
  }

  remove(runId: number): void {
    this.#show(this.ids.filter((id) => id !== runId));
  }

  /** One column to the left (-1) or to the right (+1). The reference stays the same run. */
  move(runId: number, by: 1 | -1): void {
    const from = this.ids.indexOf(runId);
    const neighbour = this.ids[from + by];
    if (from < 0 || neighbour === undefined) return;
    const runIds = this.ids.map((id) => (id === runId ? neighbour : id === neighbour ? runId : id));
    this.#change({ runIds, referenceId: this.reference?.id ?? null });
  }

  pin(runId: number): void {
    this.#change({ referenceId: runId });
  }

  choosePart(part: ComparedPart): void {
    this.#change({ part });
  }

  chooseOther(runId: number): void {
    this.#change({ otherId: runId });
  }

  chooseCell(cell: ComparisonAddress['cell']): void {
    this.#change({ cell });
  }

  chooseDiagnosis(diagnosis: string | null): void {
    this.#change({ diagnosis });
  }

  /** Without runs in the address: those of the latest comparison. */
  restore(): void {
    const known = this.#latest.value.filter((id) => this.#app.runs.get(id) !== undefined);
    if (this.#address.runIds.length === 0 && known.length > 0) this.#go({ runIds: known }, true);
  }

  remember(): void {
    if (this.#runs.length > 0) this.#latest.value = this.ids;
  }

  /** Whatever hangs on which runs, which part and which reference. */
  loadFigures(): void {
    if (this.#figuresKey === '') return;
    untrack(() => void this.figures.load());
  }

  /** Whatever hangs on the runs alone. */
  loadRuns(): void {
    if (this.#runsKey === '') return;
    untrack(() => {
      void this.epochs.load();
      void this.#tested.load();
      void this.#splits.load();
    });
  }

  /** Listens. Returns the function that stops it. */
  start(): () => void {
    const { client, connection } = this.#app;
    const ofOne = (runId: number, load: () => void): void => {
      if (this.ids.includes(runId)) load();
    };
    const judged = ({ evaluation }: { evaluation: { runId: number } }): void =>
      ofOne(evaluation.runId, () => {
        this.loadFigures();
        void this.#tested.load();
      });
    const stops = [
      client.on('runs.epochEnded', ({ runId }) => ofOne(runId, () => void this.epochs.load())),
      client.on('runs.resumed', ({ runId }) => ofOne(runId, () => void this.epochs.load())),
      client.on('evaluations.finished', judged),
      client.on('evaluations.changed', judged),
      connection.onRestored(() => {
        this.loadRuns();
        this.loadFigures();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      for (const resource of [this.figures, this.epochs, this.#splits, this.#tested]) resource.cancel();
    };
  }

  /** Other runs: Back returns to those before. */
  #show(runIds: readonly number[]): void {
    const { referenceId, part } = this.#address;
    this.#latest.value = [...runIds];
    this.#go({ runIds, referenceId: referenceId !== null && runIds.includes(referenceId) ? referenceId : null, part }, false);
  }

  #change(changes: Partial<ComparisonAddress>): void {
    this.#go({ ...this.#address, runIds: this.ids, ...changes }, true);
  }

  #go(address: Partial<ComparisonAddress> & Pick<ComparisonAddress, 'runIds'>, replaces: boolean): void {
    this.#app.router.go(comparisonPath(address), { replaces });
  }
}
