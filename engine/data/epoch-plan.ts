import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { oversample } from './class-balance.ts';
import type { Orientation } from './orientation.ts';
import { SeededRandom } from '../../common/domain/random.ts';

/** What an epoch shows to the network, in order. Equal lengths. */
export interface EpochPlan {
  /** Positions in the training part. */
  readonly positions: Int32Array;
  /** Index into the allowed orientations, one for each position. */
  readonly variants: Uint8Array;
}

/**
 * The order of one epoch, from its seed and number alone: a run that resumes at epoch n sees what it would have seen.
 * @param labels class index per photograph of the training part
 * @param variantCount how many ways there are to lay each photograph; 1 = no augmentation
 */
export function planEpoch(task: {
  readonly labels: ArrayLike<number>;
  readonly classCount: number;
  readonly imbalance: TrainingOptions['imbalance'];
  readonly variantCount: number;
  readonly seed: number;
  readonly epoch: number;
}): EpochPlan {
  const random = new SeededRandom(task.seed, 'order', task.epoch);
  const positions =
    task.imbalance === 'oversample'
      ? oversample(task.labels, task.classCount, random)
      : Int32Array.from({ length: task.labels.length }, (_, index) => index);
  random.shuffle(positions);
  const variants = Uint8Array.from(positions, () => random.nextBelow(task.variantCount));
  return { positions, variants };
}

/** The photographs as they were taken, in their own order: what validation and prediction see. */
export function planInOrder(length: number): EpochPlan {
  return { positions: Int32Array.from({ length }, (_, index) => index), variants: new Uint8Array(length) };
}

/** For each photograph `count` different orientations of those allowed, upright first: what a frozen backbone's features are computed for. */
export function drawVariants(photographs: number, allowed: readonly Orientation[], count: number, seed: number): Orientation[][] {
  const random = new SeededRandom(seed, 'variants');
  const [first = 0, ...others] = allowed;
  return Array.from({ length: photographs }, () => [first, ...random.shuffle([...others])].slice(0, count));
}
