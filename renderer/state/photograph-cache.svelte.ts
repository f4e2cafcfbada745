import { SvelteMap } from 'svelte/reactivity';
import type { Photograph } from '../../common/domain/dataset.ts';
import { BatchLoader } from '../api/batch-loader.ts';
import type { App } from './app.svelte.ts';

/** Facts about photographs by id, fetched when they come into sight and kept while the screen is open. */
export class PhotographCache {
  readonly #photographs = new SvelteMap<number, Photograph>();
  readonly #loader: BatchLoader<Photograph>;

  constructor(app: App) {
    this.#loader = new BatchLoader({
      largestBatch: 500,
      load: async (ids) => (await app.client.call('photographs.get', { ids: [...ids] })).photographs,
      onLoaded: (photographs) => {
        for (const photograph of photographs) this.#photographs.set(photograph.id, photograph);
      },
      onFailed: (thrown) => app.toasts.failure(thrown),
    });
  }

  /** Undefined until fetched. */
  get(photographId: number): Photograph | undefined {
    return this.#photographs.get(photographId);
  }

  want(photographIds: readonly number[]): void {
    this.#loader.want(photographIds);
  }
}
