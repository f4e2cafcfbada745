import { z } from 'zod';
import type { PhotographFilter } from '../../../common/contract/dataset-calls.ts';
import type { CallOutput } from '../../../common/contract/define.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import type { Dataset, Split } from '../../../common/domain/dataset.ts';
import type { Run } from '../../../common/domain/run.ts';
import type { App } from '../../state/app.svelte.ts';
import { PhotographCache } from '../../state/photograph-cache.svelte.ts';
import { PredictionCache } from '../../state/prediction-cache.svelte.ts';
import { Remembered } from '../../state/remembered.svelte.ts';
import { Resource } from '../../state/resource.svelte.ts';
import { Timers } from '../../state/timers.ts';
import { filterPath, parseFilter, toggleFacet, widen } from './browse-filter.ts';
import type { FacetName } from './browse-filter.ts';

export type Facets = CallOutput<HostProtocol, 'photographs.facets'>;

/** Between a key in the search field and the search. */
const searchDelayMs = 180;

/** One dataset's photographs: the filter lives in the address, so that links, Back and a reload keep it. */
export class BrowsePage {
  readonly datasetId: number;
  readonly photographs: PhotographCache;
  readonly hasFacets = new Remembered('browse.hasFacets', z.boolean(), true);
  readonly hasInspector = new Remembered('browse.hasInspector', z.boolean(), innerWidth >= 1180);
  readonly #app: App;
  readonly #ids: Resource<readonly number[]>;
  readonly #facets: Resource<Facets>;
  readonly #splits: Resource<readonly Split[]>;
  readonly #timers = new Timers<'search'>();
  #selectedId = $state<number | null>(null);
  #predictions = $state.raw<PredictionCache | null>(null);
  #isSingle = $state(false);
  readonly #filter: PhotographFilter = $derived.by(() => this.#readFilter());
  readonly #selectedIndex = $derived.by(() => this.#indexOf(this.#selectedId));

  constructor(app: App, datasetId: number) {
    this.#app = app;
    this.datasetId = datasetId;
    this.photographs = new PhotographCache(app);
    // A link from elsewhere to one photograph.
    this.#selectedId = app.router.queryId('photograph');
    this.#isSingle = this.#selectedId !== null;
    this.#ids = new Resource(async (signal) => (await app.client.call('photographs.find', this.#filter, { signal })).ids);
    this.#facets = new Resource((signal) => app.client.call('photographs.facets', this.#filter, { signal }));
    this.#splits = new Resource(async (signal) => {
      const { splits } = await app.client.call('splits.list', { datasetId }, { signal });
      return [...splits].sort((a, b) => b.id - a.id);
    });
  }

  get dataset(): Dataset | undefined {
    return this.#app.datasets.get(this.datasetId);
  }

  get ids(): Resource<readonly number[]> {
    return this.#ids;
  }

  get facets(): Resource<Facets> {
    return this.#facets;
  }

  /** Newest first. */
  get splits(): readonly Split[] {
    return this.#splits.value ?? [];
  }

  get filter(): PhotographFilter {
    return this.#filter;
  }

  /** Finished runs that may have predicted photographs of this dataset. */
  get runs(): readonly Run[] {
    return this.#app.runs.finished;
  }

  /** Of the run whose errors the grid shows. */
  get predictions(): PredictionCache | null {
    return this.#predictions;
  }

  get selectedId(): number | null {
    return this.#selectedId;
  }

  /** Where the selected photograph stands in the list; null where it is not in it. */
  get selectedIndex(): number | null {
    return this.#selectedIndex;
  }

  /** One photograph large, instead of the grid. */
  get isSingle(): boolean {
    return this.#isSingle && this.#selectedIndex !== null;
  }

  set isSingle(value: boolean) {
    this.#isSingle = value;
  }

  /** Loads whatever hangs on the filter. */
  load(): void {
    void this.#ids.load();
    void this.#facets.load();
  }

  loadSplits(): void {
    void this.#splits.load();
  }

  change(filter: PhotographFilter): void {
    this.#app.router.go(filterPath(filter), { replaces: true });
  }

  toggle(facet: FacetName, value: string): void {
    this.change(toggleFacet(this.#filter, facet, value));
  }

  clear(): void {
    this.change(widen(this.#filter));
  }

  search(text: string): void {
    this.#timers.start('search', searchDelayMs, () => this.change({ ...this.#filter, search: text.trim().slice(0, 200) }));
  }

  showRun(runId: number | null): void {
    this.#predictions = runId === null ? null : new PredictionCache(this.#app, runId);
  }

  select(index: number): void {
    this.#selectedId = this.#ids.value?.[index] ?? null;
  }

  /** Selects a photograph that may be outside the list, such as another one of the same lesion. */
  selectId(photographId: number): void {
    this.#selectedId = photographId;
  }

  /** What the shown run says wrongly of a photograph. */
  wrongPrediction(photographId: number): string | null {
    const first = this.#predictions?.get(photographId)?.[0];
    const diagnosis = this.photographs.get(photographId)?.diagnosis;
    return first === undefined || diagnosis === undefined || first.label === diagnosis ? null : first.label;
  }

  #indexOf(photographId: number | null): number | null {
    const index = photographId === null ? -1 : (this.#ids.value?.indexOf(photographId) ?? -1);
    return index < 0 ? null : index;
  }

  /** Without a word about a split, the newest one says which part a photograph is in. */
  #readFilter(): PhotographFilter {
    const filter = parseFilter(this.datasetId, this.#app.router.query);
    const splitId = filter.splitId ?? this.#splits.value?.[0]?.id ?? null;
    return { ...filter, splitId, parts: splitId === null ? [] : filter.parts };
  }
}
