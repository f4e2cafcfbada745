import type { TrainTask } from '../../common/contract/engine-protocol.ts';
import type { BatchSource } from '../data/batch-feed.ts';
import { tellFacts, tellSomeFacts } from '../data/fact-batches.ts';
import { augmentedBatches, photographBatches } from '../data/photograph-batches.ts';
import { PhotographPool } from '../data/photograph-pool.ts';
import type { Network } from '../models/network.ts';
import type { TrainingEvent } from './events.ts';
import { prepareFeatures } from './prepare-features.ts';

/** Where the batches of a run come from. */
export interface TrainingData {
  readonly trainBatches: BatchSource;
  readonly validationBatches: BatchSource;
  close(): Promise<void>;
}

/** Opens the pixels, shrunk to what the network takes; where the backbone is frozen, sees to its features instead, which are computed once and kept. Adds facts where the network takes them. */
export async function* prepareData(task: TrainTask, network: Network, signal: AbortSignal): AsyncGenerator<TrainingEvent, TrainingData> {
  const data = yield* preparePhotographs(task, network, signal);
  const { facts: encoding } = network;
  if (encoding === null) return data;
  return {
    trainBatches: tellSomeFacts(data.trainBatches, { encoding, facts: task.train.facts ?? [] }),
    validationBatches: tellFacts(data.validationBatches, { encoding, facts: task.validation.facts ?? [] }),
    close: () => data.close(),
  };
}

async function* preparePhotographs(task: TrainTask, network: Network, signal: AbortSignal): AsyncGenerator<TrainingEvent, TrainingData> {
  const { pixels, train, validation, options } = task;
  const { frozenBackbone, spec } = network;
  const pool = new PhotographPool(pixels, [...train.rows, ...validation.rows], { edge: spec.imageSize });
  if (frozenBackbone === null) {
    return {
      trainBatches: augmentedBatches(pool, train.rows, train.labels, options.augmentation),
      validationBatches: photographBatches(pool, validation.rows),
      close: () => pool.close(),
    };
  }
  try {
    return yield* prepareFeatures(task, network, frozenBackbone, pool, signal);
  } finally {
    await pool.close();
  }
}
