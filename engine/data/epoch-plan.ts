import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { SeededRandom } from '../../common/domain/random.ts';
import { balancedBatches, everyPhotograph, oversample, shuffleSampled } from './samplers.ts';
import type { Sampled } from './samplers.ts';

/** What an epoch shows to the network, in order. Equal lengths. */
export interface EpochPlan {
  /** With the place in the plan, all that randomness depends on: whoever makes a batch again makes the same. */
  readonly seed: number;
  readonly epoch: number;
  /** Positions in the training part. */
  readonly positions: Int32Array;
  /** 1: changed in every way that the options allow; 0: flips and quarter turns only. */
  readonly isAugmented: Uint8Array;
}

/**
 * The order of one epoch, from its seed and number alone: a run that resumes at epoch n sees what it would have seen.
 * @param labels class index per photograph of the training part
 * @param batchSize counts for `balanced-batches` only
 */
export function planEpoch(task: {
  readonly labels: ArrayLike<number>;
  readonly classCount: number;
  readonly imbalance: TrainingOptions['imbalance'];
  readonly batchSize: number;
  readonly seed: number;
  readonly epoch: number;
}): EpochPlan {
  const { imbalance, seed, epoch } = task;
  const { positions, isRepeat } = sample(task, new SeededRandom(seed, 'order', epoch));
  const isAugmented = imbalance === 'augment-rare' ? isRepeat : new Uint8Array(positions.length).fill(1);
  return { seed, epoch, positions, isAugmented };
}

function sample({ labels, classCount, imbalance, batchSize }: Parameters<typeof planEpoch>[0], random: SeededRandom): Sampled {
  switch (imbalance) {
    case 'none':
    case 'class-weights':
    case 'inverse-root':
    case 'effective-number':
      return shuffleSampled(everyPhotograph(labels), random);
    case 'oversample':
    case 'augment-rare':
      return shuffleSampled(oversample(labels, classCount, random), random);
    case 'balanced-batches':
      return balancedBatches(labels, classCount, batchSize, random);
  }
}

/** The photographs in their own order: what validation and prediction see. */
export function planInOrder(length: number): EpochPlan {
  return {
    seed: 0,
    epoch: 0,
    positions: Int32Array.from({ length }, (_, index) => index),
    isAugmented: new Uint8Array(length),
  };
}
