import type { CaseSummary } from '../../../common/domain/review.ts';
import type { App } from '../../state/app.svelte.ts';
import { Resource } from '../../state/resource.svelte.ts';

/** How many cases of the latest finished run nobody has signed yet. */
export class WaitingCases {
  readonly #cases: Resource<readonly CaseSummary[]>;
  readonly #waiting = $derived.by(() => (this.#cases.value ?? []).filter(({ status }) => status !== 'signed'));

  constructor(app: App, runId: number) {
    this.#cases = new Resource(async (signal) => (await app.client.call('reviews.queue', { runId }, { signal })).cases);
  }

  get total(): number {
    return this.#cases.value?.length ?? 0;
  }

  /** In the order of the queue. */
  get waiting(): readonly CaseSummary[] {
    return this.#waiting;
  }

  get isKnown(): boolean {
    return this.#cases.value !== undefined;
  }

  load(): Promise<void> {
    return this.#cases.load();
  }
}
