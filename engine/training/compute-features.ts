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
export const featureBatchSize = 32;

/** A photograph as the backbone is to see it. */
export interface FeatureSample {
  readonly row: number;
  readonly change: PhotographChange;
  /** Where its features are kept. */
  readonly key: string;
}

/**
 * Sees to it that the features of all samples are in the store: runs those that are not through the frozen backbone, in their order, and no others.
 *
 * Features do not depend on their batch beyond rounding: nothing in a frozen backbone looks from one photograph to another. Measured on the processor with six
 * backbones, a photograph has the same bits beside any others and at any place; ConvNeXt-Tiny alone gave one of 31 another last bit (1.6e-7 of the largest) in a
 * batch of 31 than in one of 32. So a run that finds some of its features and one that computes all of them may differ in last bits. A run that is killed and goes on
 * does not: batches are stored whole or not at all, and what is missing then is what it had still to do, in the same batches.
 */
export async function* computeFeatures(task: {
  readonly backbone: NonNullable<Network['frozenBackbone']>;
  readonly pool: PhotographPool;
  readonly store: FeatureStore;
  readonly samples: readonly FeatureSample[];
  readonly signal: AbortSignal;
}): AsyncGenerator<TrainingEvent, void> {
  const { pool, store, samples } = task;
  const batches = missingBatches(store, samples);
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

function missingBatches(store: FeatureStore, samples: readonly FeatureSample[]): (readonly FeatureSample[])[] {
  // The same photograph twice has the same features.
  const wanted = new Map(samples.map((sample) => [sample.key, sample]));
  const missing = [...wanted.values()].filter(({ key }) => !store.has(key));
  const count = Math.ceil(missing.length / featureBatchSize);
  return Array.from({ length: count }, (_, index) => missing.slice(index * featureBatchSize, (index + 1) * featureBatchSize));
}

/** One batch of samples for each place of a plan. */
function changedBatches(pool: PhotographPool, batches: readonly (readonly FeatureSample[])[]): BatchSource {
  return {
    rowBytes: pool.rowBytes * featureBatchSize,
    atOnce: pool.threadCount,
    make: async (plan, first, end) => {
      const samples = batches[plan.positions[first] ?? 0] ?? [];
      const changes = samples.map(({ change }) => change);
      const { bytes } = await pool.make({ kind: 'change', rows: Int32Array.from(samples, ({ row }) => row), changes });
      return { size: samples.length, inputs: bytes, positions: plan.positions.subarray(first, end) };
    },
  };
}
