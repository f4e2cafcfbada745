import { Augmentation, TrainingOptions } from '../../common/domain/training-config.ts';
import { buildNetwork } from '../../engine/models/build-network.ts';
import type { Network } from '../../engine/models/network.ts';
import type { Job } from '../jobs.ts';

export const classCount = 7;

export const noAugmentation = Augmentation.parse({ flips: false, rotations: false });

/** What the references do as well: Adam and nothing else. */
export function trainingOptions(
  { architecture, imageSize, batchSize }: Job,
  trainable: 'all' | 'head',
  more: object = {},
): TrainingOptions {
  const model =
    architecture === 'hmnist-cnn'
      ? { architecture, imageSize }
      : { architecture, imageSize, weights: 'random', trainable, ...(architecture === 'mobilenet-v1' ? { alpha: 1 } : {}) };
  return TrainingOptions.parse({
    model,
    batchSize,
    learningRate: 1e-4,
    imbalance: 'none',
    augmentation: noAugmentation,
    featureVariants: 1,
    earlyStopping: null,
    ...more,
  });
}

export function networkOf(job: Job, trainable: 'all' | 'head' = 'all'): Network {
  return buildNetwork(trainingOptions(job, trainable).model, classCount, 1);
}
