import { SvelteMap } from 'svelte/reactivity';
import type { CallOutput } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Differential } from '../../common/domain/run.ts';
import { BatchLoader } from '../api/batch-loader.ts';
import type { App } from './app.svelte.ts';

type Prediction = CallOutput<HostProtocol, 'predictions.get'>['predictions'][number];

/** What one run stored about photographs, fetched when they come into sight. */
export class PredictionCache {
  readonly runId: number;
  readonly #differentials = new SvelteMap<number, Differential>();
  readonly #loader: BatchLoader<Prediction>;

  constructor(app: App, runId: number) {
    this.runId = runId;
    this.#loader = new BatchLoader({
      largestBatch: 500,
      load: async (ids) => (await app.client.call('predictions.get', { runId, photographIds: [...ids] })).predictions,
      onLoaded: (predictions) => {
        for (const { photographId, differential } of predictions) this.#differentials.set(photographId, differential);
      },
      onFailed: (thrown) => app.toasts.failure(thrown),
    });
  }

  /** Undefined until fetched, and for photographs that the run has not predicted. */
  get(photographId: number): Differential | undefined {
    return this.#differentials.get(photographId);
  }

  want(photographIds: readonly number[]): void {
    this.#loader.want(photographIds);
  }
}
