import { z } from 'zod';
import { ModelSpec } from './model-spec.ts';

export const EngineKind = z.enum(['tensorflow', 'webgpu', 'wasm']);
export type EngineKind = z.infer<typeof EngineKind>;

/** Which metric, on the validation part, chooses the best epoch and stops early. */
export const MonitoredMetric = z.enum(['balancedAccuracy', 'accuracy', 'loss']);
export type MonitoredMetric = z.infer<typeof MonitoredMetric>;

/** How a photograph is brought to the network's square input. */
export const ResizeMode = z.enum(['stretch', 'centre-crop', 'letterbox']);
export type ResizeMode = z.infer<typeof ResizeMode>;

/** Everything about training that does not name data: what a recipe presets and the Train screen edits. */
export const TrainingOptions = z.object({
  model: ModelSpec,
  resizeMode: ResizeMode.default('centre-crop'),
  batchSize: z.int().min(1).max(1024).default(32),
  epochs: z.int().min(1).max(1000).default(20),
  learningRate: z.number().positive().max(10).default(1e-3),
  optimizer: z.enum(['adam', 'sgd', 'rmsprop']).default('adam'),
  /** Applied to the training part only, after the split. */
  imbalance: z.enum(['none', 'class-weights', 'oversample']).default('class-weights'),
  /** Random, seeded, training part only. */
  augmentation: z
    .object({ flips: z.boolean().default(true), rotations: z.boolean().default(true) })
    .default({ flips: true, rotations: true }),
  earlyStopping: z
    .object({ metric: MonitoredMetric.default('balancedAccuracy'), patience: z.int().min(1).max(200).default(8) })
    .nullable()
    .default({ metric: 'balancedAccuracy', patience: 8 }),
  /** Weights of the epoch that is best by this metric are the run's result. */
  bestBy: MonitoredMetric.default('balancedAccuracy'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
  engine: z.enum(['auto', 'tensorflow', 'webgpu', 'wasm']).default('auto'),
});
export type TrainingOptions = z.infer<typeof TrainingOptions>;

/** Starts a run: data, split and options. `recipeId` records where the options came from. */
export const TrainingConfig = z.object({
  splitId: z.int().positive(),
  recipeId: z.string().min(1),
  name: z.string().max(120).optional(),
  options: TrainingOptions,
});
export type TrainingConfig = z.infer<typeof TrainingConfig>;

/** A declarative recipe: one JSON file in `resources/recipes/`. */
export const Recipe = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  summary: z.string(),
  /** The published project that it reproduces, in words. */
  source: z.string(),
  /** Published figure as its authors state it, with the kind of split it was measured on; null where none was published. */
  published: z.string().nullable(),
  expects: z.string(),
  options: TrainingOptions,
});
export type Recipe = z.infer<typeof Recipe>;
