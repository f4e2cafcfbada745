import { z } from 'zod';
import { ModelSpec } from '../domain/model-spec.ts';
import { PixelSource } from '../domain/pixel-cache.ts';
import { EngineKind, TrainingOptions } from '../domain/training-config.ts';
import { EpochRecord } from '../domain/run.ts';
import { defineCall, defineEvent } from './define.ts';

/** Photographs of one part: rows of the pixel source and their class indices, same length. */
export const SampleSet = z.object({ rows: z.array(z.int()), labels: z.array(z.int()) });
export type SampleSet = z.infer<typeof SampleSet>;

export const EngineDescription = z.object({
  kind: EngineKind,
  /** For people: `TensorFlow 2.21.0, CPU`. */
  label: z.string(),
  version: z.string(),
  device: z.string(),
});
export type EngineDescription = z.infer<typeof EngineDescription>;

export const TrainTask = z.object({
  /** Absolute; the engine writes `model/` (the best epoch's network) and, while it runs, `features.tmp`, and nothing outside this folder. */
  runFolder: z.string(),
  classes: z.array(z.string()).min(2),
  options: TrainingOptions,
  pixels: PixelSource,
  train: SampleSet,
  validation: SampleSet,
  /** Folder with imported backbone weights (TensorFlow.js layers files); null where the spec says random. */
  backboneFolder: z.string().nullable(),
});
export type TrainTask = z.infer<typeof TrainTask>;

export const TrainOutcome = z.object({
  weightCount: z.int(),
  epochsDone: z.int(),
  bestEpoch: z.int(),
  stoppedEarly: z.boolean(),
  /** Validation part, at the best epoch: one row per photograph in the order of `validation.rows`. */
  validationProbabilities: z.array(z.array(z.number())),
});
export type TrainOutcome = z.infer<typeof TrainOutcome>;

export const PredictTask = z.object({
  /** Absolute path of a run's `model/` folder. */
  modelFolder: z.string(),
  pixels: PixelSource,
  rows: z.array(z.int()),
  batchSize: z.int().positive().default(64),
});
export type PredictTask = z.infer<typeof PredictTask>;

/** Checks imported backbone weights: reads them and builds the network. */
export const InspectWeightsTask = z.object({ folder: z.string() });

export const InspectedWeights = z.object({
  architecture: z.string(),
  alpha: z.number().nullable(),
  weightCount: z.int(),
  hasTop: z.boolean(),
});

/** What the host asks of an engine process. One `train` or `predict` at a time; a second is refused with `conflict`. */
export const engineProtocol = {
  calls: [
    defineCall('engine.describe', { input: z.object({}), output: EngineDescription }),
    defineCall('engine.train', { input: TrainTask, output: TrainOutcome }),
    defineCall('engine.predict', { input: PredictTask, output: z.object({ probabilities: z.array(z.array(z.number())) }) }),
    defineCall('engine.inspectWeights', { input: InspectWeightsTask, output: InspectedWeights }),
    /** Parameter count and output shape, without training: for tests and the Train screen. */
    defineCall('engine.describeModel', {
      input: z.object({ model: ModelSpec, classCount: z.int().min(2) }),
      output: z.object({
        weightCount: z.int(),
        layers: z.array(z.object({ name: z.string(), kind: z.string(), outputShape: z.array(z.int().nullable()) })),
      }),
    }),
  ],
  events: [
    /** Before the first epoch: what is being prepared (`Computing features`), in photographs. */
    defineEvent('engine.prepared', z.object({ stage: z.string(), done: z.int(), total: z.int() })),
    /** At most four times a second. */
    defineEvent(
      'engine.batchEnded',
      z.object({ epoch: z.int(), batch: z.int(), batchCount: z.int(), loss: z.number(), imagesPerSecond: z.number() }),
    ),
    defineEvent('engine.epochEnded', z.object({ record: EpochRecord, isBest: z.boolean(), confusion: z.array(z.array(z.int())) })),
    defineEvent('engine.logged', z.object({ message: z.string() })),
    defineEvent('engine.predicted', z.object({ done: z.int(), total: z.int() })),
  ],
} as const;
export type EngineProtocol = typeof engineProtocol;
