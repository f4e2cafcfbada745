import { join } from 'node:path';
import type { TrainTask } from '../../common/contract/engine-protocol.ts';
import { unchanged } from '../data/augmentation/photograph-change.ts';
import { FeatureRows, featureBatches, variantBatches } from '../data/feature-batches.ts';
import { FeatureStore } from '../data/feature-store.ts';
import type { PhotographPool } from '../data/photograph-pool.ts';
import { featureFolderBytes, trimFeatures } from '../data/trim-features.ts';
import type { Network } from '../models/network.ts';
import { computeFeatures, featureBatchSize } from './compute-features.ts';
import type { FeatureSample } from './compute-features.ts';
import type { TrainingEvent } from './events.ts';
import { backboneKey, countVariants, drawVariants, sampleKey } from './feature-keys.ts';
import { letMessagesIn } from './pause.ts';
import type { TrainingData } from './prepare-data.ts';

/** Photographs whose pixels are read at once to tell them from others. */
const fingerprintsAtOnce = 256;

/**
 * The features of a frozen backbone for all photographs of a run, those of the training part in several variants. What an earlier run has
 * computed of the very same is taken from there.
 */
export async function* prepareFeatures(
  task: TrainTask,
  network: Network,
  backbone: NonNullable<Network['frozenBackbone']>,
  pool: PhotographPool,
  signal: AbortSignal,
): AsyncGenerator<TrainingEvent, TrainingData> {
  const { train, validation, options } = task;
  const { augmentation, featureVariants, imbalance, seed } = options;
  if (augmentation.cutmix > 0) {
    const message = 'CutMix needs the photographs themselves and is left out: the backbone is frozen, and its head learns from features.';
    yield { name: 'engine.logged', payload: { message } };
  }
  const fingerprints = yield* readFingerprints(pool, [...train.rows, ...validation.rows], signal);
  const variantCount = countVariants(augmentation, featureVariants);
  const samples = [...train.rows, ...validation.rows].flatMap((row, index): FeatureSample[] => {
    const fingerprint = fingerprints[index] ?? '';
    const changes = index < train.rows.length ? drawVariants(augmentation, variantCount, seed, fingerprint) : [unchanged];
    return changes.map((change) => ({ row, change, key: sampleKey(fingerprint, change) }));
  });
  const keys = samples.map(({ key }) => key);
  const folder = task.featureFolder ?? join(task.runFolder, 'features');
  const store = await FeatureStore.open(join(folder, await backboneKey(network, backbone)), featureBytesOf(backbone), featureBatchSize);
  try {
    const found = keys.filter((key) => store.has(key)).length;
    if (found > 0) {
      const message = `${found} of ${keys.length} features of the backbone were computed before and are taken from there.`;
      yield { name: 'engine.logged', payload: { message } };
    }
    yield* computeFeatures({ backbone, pool, store, samples, signal });
    await trimFeatures(folder, featureFolderBytes, await store.touch(keys));
  } catch (error) {
    await store.close();
    throw error;
  }
  const firstVariant = imbalance === 'augment-rare' && variantCount > 1 ? 1 : 0;
  const trainKeys = keys.slice(0, train.rows.length * variantCount);
  const rows = new FeatureRows(store, trainKeys);
  return {
    trainBatches: variantBatches({ rows, variantCount, firstVariant, labels: train.labels, augmentation }),
    validationBatches: featureBatches(new FeatureRows(store, keys.slice(trainKeys.length))),
    close: () => store.close(),
  };
}

async function* readFingerprints(
  pool: PhotographPool,
  rows: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<TrainingEvent, string[]> {
  const fingerprints: string[] = [];
  for (let start = 0; start < rows.length; start += fingerprintsAtOnce) {
    await letMessagesIn(signal);
    const part = Int32Array.from(rows.slice(start, start + fingerprintsAtOnce));
    const { bytes } = await pool.make({ kind: 'fingerprint', rows: part });
    const text = Buffer.from(bytes).toString('hex');
    const length = text.length / part.length;
    part.forEach((_, index) => fingerprints.push(text.slice(index * length, (index + 1) * length)));
    yield { name: 'engine.prepared', payload: { stage: 'Reading photographs', done: fingerprints.length, total: rows.length } };
  }
  return fingerprints;
}

function featureBytesOf(backbone: NonNullable<Network['frozenBackbone']>): number {
  const shape = backbone.outputs[0]?.shape.slice(1) ?? [];
  return shape.reduce<number>((product, length) => product * (length ?? 1), Float32Array.BYTES_PER_ELEMENT);
}
