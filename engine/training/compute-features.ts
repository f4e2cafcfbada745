import type { BatchSource } from '../data/batch-feed.ts';
import { BatchFeed } from '../data/batch-feed.ts';
import type { PhotographChange } from '../data/augmentation/photograph-change.ts';
import { planInOrder } from '../data/epoch-plan.ts';
import type { FeatureStore } from '../data/feature-store.ts';
import type { PhotographPool } from '../data/photograph-pool.ts';
import { ModelPredictor } from '../inference/model-predictor.ts';
import type { Network } from '../models/network.ts';
import type { TrainingEvent } from './events.ts';
import { explainOutOfMemory } from './out-of-memory.ts';
import { letMessagesIn } from './pause.ts';

/** Photographs that go through the backbone at once. */
const batchSize = 32;

/** A photograph as the backbone is to see it. */
export interface FeatureSample {
  readonly row: number;
  readonly change: PhotographChange;
  /** Where its features are kept. */
  readonly key: string;
}

/**
 * Sees to it that the features of all samples are in the store: runs those that are not through the frozen backbone. The samples are cut into batches in their
 * order, whatever of them is there already, because the last bits of a feature may depend on its batch: work that was stopped and goes on gives what it would have
 * given.
 */
export async function* computeFeatures(task: {
  readonly backbone: NonNullable<Network['frozenBackbone']>;
  readonly pool: PhotographPool;
  readonly store: FeatureStore;
  readonly samples: readonly FeatureSample[];
  readonly signal: AbortSignal;
}): AsyncGenerator<TrainingEvent, void> {
  const { pool, store, samples } = task;
  const batches = incompleteBatches(store, samples);
  const total = batches.reduce((sum, batch) => sum + batch.length, 0);
  if (total === 0) return;
  const feed = new BatchFeed(planInOrder(batches.length), 1, changedBatches(pool, batches));
  const predictor = new ModelPredictor(task.backbone);
  try {
    predictor.compile();
    let done = 0;
    for (let batch = await feed.next(); batch !== undefined; batch = await feed.next()) {
      await letMessagesIn(task.signal);
      const { inputs, size } = batch;
      const features = await explainOutOfMemory(size, () => predictor.predict(inputs, size));
      const keys = (batches[batch.positions[0] ?? 0] ?? []).map(({ key }) => key);
      await store.add(keys, features);
      done += size;
      yield { name: 'engine.prepared', payload: { stage: 'Computing features', done, total } };
    }
    if (predictor.obstacle !== null) yield { name: 'engine.logged', payload: { message: predictor.obstacle } };
  } finally {
    predictor.dispose();
  }
}

function incompleteBatches(store: FeatureStore, samples: readonly FeatureSample[]): (readonly FeatureSample[])[] {
  const batches: (readonly FeatureSample[])[] = [];
  for (let start = 0; start < samples.length; start += batchSize) {
    const batch = samples.slice(start, start + batchSize);
    if (batch.some(({ key }) => !store.has(key))) batches.push(batch);
  }
  return batches;
}

/** One batch of samples for each place of a plan. */
function changedBatches(pool: PhotographPool, batches: readonly (readonly FeatureSample[])[]): BatchSource {
  return {
    rowBytes: pool.rowBytes * batchSize,
    atOnce: pool.threadCount,
    make: async (plan, first, end) => {
      const samples = batches[plan.positions[first] ?? 0] ?? [];
      const changes = samples.map(({ change }) => change);
      const { bytes } = await pool.make({ kind: 'change', rows: Int32Array.from(samples, ({ row }) => row), changes });
      return { size: samples.length, inputs: bytes, positions: plan.positions.subarray(first, end) };
    },
  };
}
