import type { Dataset } from '../../../common/domain/dataset.ts';
import type { App } from '../../state/app.svelte.ts';
import { Resource } from '../../state/resource.svelte.ts';

const coverCount = 4;

/** A few photographs of a dataset, spread over its diagnoses, so that it is recognised at a glance. */
export function datasetCovers(app: App, dataset: Dataset): Resource<readonly number[]> {
  return new Resource(async (signal) => {
    const { ids } = await app.client.call('photographs.find', { datasetId: dataset.id, sort: 'diagnosis' }, { signal });
    return pickSpread(ids, coverCount);
  });
}

/** Evenly spaced items, each from the middle of its stretch. */
export function pickSpread<T>(items: readonly T[], count: number): T[] {
  const taken = Math.min(count, items.length);
  return Array.from({ length: taken }, (_, index) => items[Math.floor(((index + 0.5) * items.length) / taken)] as T);
}
