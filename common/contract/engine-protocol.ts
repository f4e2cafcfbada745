import { z } from 'zod';
import { SpeedFigure } from '../domain/engine-speed.ts';
import { ModelSpec } from '../domain/model-spec.ts';
import { PatientFacts } from '../domain/patient-facts.ts';
import { PixelSource } from '../domain/pixel-cache.ts';
import { SkippedEngine } from '../domain/system.ts';
import { Augmentation, EngineKind, MonitoredMetric, TrainingOptions } from '../domain/training-config.ts';
import { EpochRecord } from '../domain/run.ts';
import { WeightFormat } from '../domain/weights.ts';
import { defineCall, defineEvent } from './define.ts';

/** Test-time augmentation has no more views than this. */
export const largestViewCount = 36;

/** Photographs of one part: rows of the pixel source, their class indices and, where the options name facts, what is known of their patients; same length. */
export const SampleSet = z.object({ rows: z.array(z.int()), labels: z.array(z.int()), facts: z.array(PatientFacts).optional() });
export type SampleSet = z.infer<typeof SampleSet>;

/** A device that an engine process can be started on, by its id: `engine/process/main.ts --device <id>`. */
export const EngineDevice = z.object({ id: z.string(), name: z.string(), memoryBytes: z.number().nullable() });
export type EngineDevice = z.infer<typeof EngineDevice>;

export const EngineDescription = z.object({
  kind: EngineKind,
  /** For people: `TensorFlow 2.21.0, CPU`. */
  label: z.string(),
  version: z.string(),
  device: z.string(),
  /** `software-gpu`: the processor plays a GPU, for tests; `auto` never chooses it. */
  deviceKind: z.enum(['gpu', 'software-gpu', 'cpu']),
  /** GPUs among which one can be chosen by id; empty where the engine has no choice. */
  devices: z.array(EngineDevice),
  /** Bytes of the largest single tensor that the device takes; null: as much as there is memory. */
  largestTensorBytes: z.number().nullable(),
  /** Best first; empty unless the engine was chosen by `auto`. */
  skipped: z.array(SkippedEngine),
});
export type EngineDescription = z.infer<typeof EngineDescription>;

/** What a teacher says of a training part: its probabilities before any softening. */
export const TeacherAnswers = z.object({
  /** For people, and for the saved network. */
  name: z.string(),
  /** Absolute path. */
  file: z.string(),
  /**
   * Where in the file they begin and go on to its end: float32, little-endian, a row of probabilities for each photograph of the training part, in its order
   * and that of the classes.
   */
  firstByte: z.int().min(0),
  /** Of these bytes, hexadecimal. */
  sha256: z.string(),
});
export type TeacherAnswers = z.infer<typeof TeacherAnswers>;

/** Where a training stops before its end: after `epoch`, unless the best epoch so far reached `bound` of `metric`; null: in any case. */
export const StopRule = z.object({ epoch: z.int().min(1), metric: MonitoredMetric, bound: z.number().nullable() });
export type StopRule = z.infer<typeof StopRule>;

export const TrainTask = z.object({
  /**
   * Absolute; the engine writes `model/` (the best epoch's network) and `checkpoints/`, and nothing outside this folder but features into
   * `featureFolder`.
   */
  runFolder: z.string(),
  classes: z.array(z.string()).min(2),
  options: TrainingOptions,
  pixels: PixelSource,
  train: SampleSet,
  validation: SampleSet,
  /** Folder with imported backbone weights, of any format; null where the spec says random. */
  backboneFolder: z.string().nullable(),
  /** Absolute; where features of frozen backbones are kept, for all runs. Absent: in `features/` in the run's folder, for this run alone. */
  featureFolder: z.string().optional(),
  /** Where the options say `distillation`, and only there. */
  teacher: TeacherAnswers.nullable().default(null),
  /**
   * Goes on from the newest intact checkpoint in `runFolder`, to the numbers that the run would have had without the break; where there is none, from
   * the start. False: begins anew, and earlier checkpoints in the folder are removed.
   */
  resume: z.boolean().default(false),
  /** Absent: it trains to its end. They are no part of the run: it goes on from there with others. */
  stops: z.array(StopRule).optional(),
});
export type TrainTask = z.infer<typeof TrainTask>;

const TrainOutcome = z.object({
  weightCount: z.int(),
  epochsDone: z.int(),
  bestEpoch: z.int(),
  stoppedEarly: z.boolean(),
  /** Validation part, at the best epoch: one row per photograph in the order of `validation.rows`. */
  validationProbabilities: z.array(z.array(z.number())),
});

/** How a training ended that did not fail: with its last epoch, because it was paused, or by a stop rule at the end of an epoch; these two can be resumed. */
export const TrainEnd = z.discriminatedUnion('status', [
  TrainOutcome.extend({ status: z.literal('finished') }),
  z.object({ status: z.literal('paused'), epochsDone: z.int() }),
  z.object({ status: z.literal('stopped'), epochsDone: z.int() }),
]);
export type TrainEnd = z.infer<typeof TrainEnd>;

/** What is told of a finished epoch. Rows of `confusion` are the true classes, columns the predicted ones. */
export const EpochReport = z.object({ record: EpochRecord, isBest: z.boolean(), confusion: z.array(z.array(z.int())) });
export type EpochReport = z.infer<typeof EpochReport>;

export const PredictTask = z.object({
  /** Absolute path of a run's `model/` folder. */
  modelFolder: z.string(),
  pixels: PixelSource,
  rows: z.array(z.int()),
  /** Of each row's patient, for a network that takes facts; absent: nothing is known. A network without a second input takes no notice. */
  facts: z.array(PatientFacts).optional(),
  batchSize: z.int().positive().default(64),
  /** Ways to look at each photograph, averaged (test-time augmentation). */
  views: z.int().min(1).max(largestViewCount).default(1),
});
export type PredictTask = z.infer<typeof PredictTask>;

export const Predicted = z.object({
  /** One row a photograph, in the order of the network's classes. */
  probabilities: z.array(z.array(z.number())),
  /** Body sites among the facts that the network never saw in training, each once: it took them as unknown. */
  unknownSites: z.array(z.string()),
});
export type Predicted = z.infer<typeof Predicted>;

/** Photographs as a training would show them, in one batch. Needs no backend. */
export const AugmentTask = z.object({
  pixels: PixelSource,
  rows: z.array(z.int()).min(1).max(64),
  augmentation: Augmentation,
  seed: z.int(),
});
export type AugmentTask = z.infer<typeof AugmentTask>;

export const AugmentedPhotographs = z.object({
  /** RGB, row-major, one photograph after the other. */
  bytes: z.instanceof(Uint8Array),
  /** What is left of each photograph where it is mixed with the next one (the last with the first). */
  shares: z.array(z.number()).nullable(),
});
export type AugmentedPhotographs = z.infer<typeof AugmentedPhotographs>;

/** Recognises backbone weights, a file or a folder: reads what is in them and builds the network. */
export const InspectWeightsTask = z.object({ folder: z.string() });

export const InspectedWeights = z.object({
  architecture: z.string(),
  alpha: z.number().nullable(),
  weightCount: z.int(),
  hasTop: z.boolean(),
  format: WeightFormat,
});

/** What the host asks of an engine process. One `train` or `predict` at a time; a second is refused with `conflict`. */
export const engineProtocol = {
  calls: [
    defineCall('engine.describe', { input: z.object({}), output: EngineDescription }),
    defineCall('engine.train', { input: TrainTask, output: TrainEnd }),
    /**
     * Asks the running training to write a checkpoint after its batch and to end: `engine.train` then answers `paused`. Answers at once; does nothing
     * where no training runs. The device's memory is free when the process has ended.
     */
    defineCall('engine.pause', { input: z.object({}), output: z.object({}) }),
    defineCall('engine.predict', { input: PredictTask, output: Predicted }),
    /** How fast this engine is, `durationMs` for each figure; told with `engine.prepared`. */
    defineCall('engine.measure', {
      input: z.object({ durationMs: z.int().positive().default(3000) }),
      output: z.object({ figures: z.array(SpeedFigure) }),
    }),
    defineCall('engine.augment', { input: AugmentTask, output: AugmentedPhotographs }),
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
    defineEvent('engine.epochEnded', EpochReport),
    /**
     * Before the first batch of a training that goes on, resumed or with parts of batches after memory ran out: `epoch` goes on after `batch` of its
     * batches; `epochs` are those before it, all of them, as they were told when they ended. The host replaces what it has stored by them: it may have
     * an epoch too many, or one too few.
     */
    defineEvent('engine.resumed', z.object({ epoch: z.int(), batch: z.int(), epochs: z.array(EpochReport) })),
    defineEvent('engine.logged', z.object({ message: z.string() })),
    defineEvent('engine.predicted', z.object({ done: z.int(), total: z.int() })),
  ],
} as const;
export type EngineProtocol = typeof engineProtocol;
