import { tensor1d } from '@tensorflow/tfjs-core';
import { SeededRandom } from '../../common/domain/random.ts';
import { Augmentation, TrainingOptions } from '../../common/domain/training-config.ts';
import { buildNetwork } from '../../engine/models/build-network.ts';
import { modelWeights } from '../../engine/models/model-weights.ts';
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

/** Fresh biases and means are 0 and would be left out of a graph; those of a trained network are not. */
export function pretendTrained(network: Network): void {
  const random = new SeededRandom(1, 'weights');
  for (const weight of modelWeights(network.model)) {
    if (weight.shape.length !== 1) continue;
    const values = tensor1d(Float32Array.from({ length: weight.size }, () => 0.5 + random.next()));
    weight.assign(values);
    values.dispose();
  }
}

export function networkOf(job: Job, trainable: 'all' | 'head' = 'all'): Network {
  return buildNetwork(trainingOptions(job, trainable).model, classCount, 1);
}
