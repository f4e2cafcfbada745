import type { EngineKind, TrainingOptions } from '../../../common/domain/training-config.ts';

export interface DemoPlan {
  readonly recipeId: string;
  /** Changes of the recipe's options. */
  readonly changes: Partial<TrainingOptions>;
  /** For people; null where the recipe's network trains in full size. */
  readonly reducedBecause: string | null;
}

/** What the sample consists of. The same everywhere, so that its figures can be compared between machines. */
export const demoSample = { seed: 7, lesionsPerClass: 24, imageWidth: 300, imageHeight: 225 } as const;

/** What to train so that the demonstration ends in a minute or two on two cores. */
export function planDemo(engine: EngineKind): DemoPlan {
  const training = { learningRate: 1e-3, imbalance: 'none', earlyStopping: null, seed: 7 } as const;
  if (engine === 'tensorflow') return { recipeId: 'hmnist-cnn', changes: { ...training, batchSize: 32, epochs: 30 }, reducedBecause: null };
  return {
    recipeId: 'hmnist-cnn',
    // Few passes in many small steps: what this network learns in so short a time, it learns so.
    changes: { ...training, model: { architecture: 'hmnist-cnn', imageSize: 28, width: 0.5 }, batchSize: 8, epochs: 12 },
    reducedBecause: `TensorFlow is not set up here, and ${engine} computes much more slowly: a network of half the width, 12 passes over the photographs instead of 30`,
  };
}
