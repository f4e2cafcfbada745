import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { BatchFeed, pixelBatches } from '../data/batch-feed.ts';
import { explainDiskErrors } from '../data/disk-errors.ts';
import type { Orientation } from '../data/orientation.ts';
import type { RowStore } from '../data/row-store.ts';
import { ModelPredictor } from '../inference/model-predictor.ts';
import type { TrainingEvent } from './events.ts';
import { explainOutOfMemory } from './out-of-memory.ts';
import { letMessagesIn } from './pause.ts';

/** Photographs that go through the backbone at once. */
const batchSize = 32;

const everyOrientation: readonly Orientation[] = [0, 1, 2, 3, 4, 5, 6, 7];

/**
 * Runs photographs through a frozen backbone and writes their features (float32, end to end, in the order of `samples`) to a file.
 * @returns bytes per photograph
 */
export async function* computeFeatures(task: {
  readonly backbone: LayersModel;
  readonly pixelStore: RowStore;
  readonly edge: number;
  readonly samples: readonly { readonly row: number; readonly orientation: Orientation }[];
  readonly featureFile: string;
  readonly signal: AbortSignal;
}): AsyncGenerator<TrainingEvent, number> {
  const { samples } = task;
  const rows = samples.map(({ row }) => row);
  const plan = {
    positions: Int32Array.from(samples, (_, index) => index),
    variants: Uint8Array.from(samples, ({ orientation }) => orientation),
  };
  const feed = new BatchFeed(plan, batchSize, pixelBatches(task.pixelStore, task.edge, rows, everyOrientation));
  const write = <Result>(work: () => Promise<Result>): Promise<Result> =>
    explainDiskErrors("The backbone's features", 'Your photographs and earlier runs are safe.', work);
  await write(() => mkdir(dirname(task.featureFile), { recursive: true }));
  const file = await write(() => open(task.featureFile, 'w'));
  const predictor = new ModelPredictor(task.backbone);
  let featureBytes = 0;
  try {
    let done = 0;
    for (let batch = await feed.next(); batch !== undefined; batch = await feed.next()) {
      await letMessagesIn(task.signal);
      const { inputs, size } = batch;
      const features = await explainOutOfMemory(size, () => predictor.predict(inputs, size));
      featureBytes = features.byteLength / size;
      await write(() => file.writeFile(new Uint8Array(features.buffer, features.byteOffset, features.byteLength)));
      done += size;
      yield { name: 'engine.prepared', payload: { stage: 'Computing features', done, total: samples.length } };
    }
    if (predictor.obstacle !== null) yield { name: 'engine.logged', payload: { message: predictor.obstacle } };
  } finally {
    predictor.dispose();
    await file.close();
  }
  return featureBytes;
}
