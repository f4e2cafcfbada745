import { z } from 'zod';
import { Distillation } from './distillation.ts';
import { isBackbone, ModelSpec } from './model-spec.ts';
import { NamingRule } from './naming.ts';
import { FactName } from './patient-facts.ts';
import { SmallerSize, smallerFirstIssues } from './training-phases.ts';

export const EngineKind = z.enum(['tensorflow', 'webgpu', 'wasm']);
export type EngineKind = z.infer<typeof EngineKind>;

/**
 * Which metric, on the validation part, chooses the best epoch and stops early; formulas in `common/metrics`. `recall` is Keras's metric of that name,
 * `malignantRecall` the sensitivity for malignancy; balanced accuracy is the mean recall of the diagnoses.
 */
export const MonitoredMetric = z.enum(['balancedAccuracy', 'accuracy', 'loss', 'recall', 'malignantRecall']);
export type MonitoredMetric = z.infer<typeof MonitoredMetric>;

/** What people call each metric, in the middle of a sentence. */
export const metricNames: Readonly<Record<MonitoredMetric, string>> = {
  balancedAccuracy: 'balanced accuracy',
  accuracy: 'accuracy',
  loss: 'loss',
  recall: 'recall',
  malignantRecall: 'malignant recall',
};

/** How a photograph is brought to the network's square input. */
export const ResizeMode = z.enum(['stretch', 'centre-crop', 'letterbox']);
export type ResizeMode = z.infer<typeof ResizeMode>;

/** How the learning rate goes on over the run. Every formula is in `engine/training/schedule.ts`. */
export const LearningRateSchedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('constant') }),
  /** Multiplied by `factor` after every `everyEpochs` epochs. */
  z.object({
    kind: z.literal('step'),
    everyEpochs: z.int().min(1).max(1000).default(10),
    factor: z.number().positive().max(1).default(0.1),
  }),
  /**
   * Half a cosine from the learning rate down to `finalShare` of it at the last epoch (Loshchilov and Hutter 2017, arXiv 1608.03983, one cycle), after
   * `warmupEpochs` in which it rises from 0 in a straight line.
   */
  z.object({
    kind: z.literal('cosine'),
    warmupEpochs: z.number().min(0).max(1000).default(0),
    finalShare: z.number().min(0).max(1).default(0),
  }),
]);
export type LearningRateSchedule = z.infer<typeof LearningRateSchedule>;

/** Random changes of the training part's photographs, seeded, made in this order. Whatever is 0 is off; every formula is in `engine/data/augmentation`. */
export const Augmentation = z.object({
  /** Mirrored left to right, top to bottom. */
  flips: z.boolean().default(true),
  /** Turned by quarter turns. */
  rotations: z.boolean().default(true),
  /** Turned by up to so many degrees, either way. */
  rotationDegrees: z.number().min(0).max(180).default(0),
  /** Moved by up to this share of the edge, along each axis. */
  shift: z.number().min(0).max(0.5).default(0),
  /** Enlarged by up to this share, or shrunk by as much. */
  zoom: z.number().min(0).max(1).default(0),
  /** Sheared by up to so many degrees, either way. */
  shear: z.number().min(0).max(45).default(0),
  /** Lightened or darkened by up to this share. */
  brightness: z.number().min(0).max(0.5).default(0),
  /** Contrast changed by up to this share. */
  contrast: z.number().min(0).max(0.9).default(0),
  /** Saturation changed by up to this share. */
  saturation: z.number().min(0).max(1).default(0),
  /** Hue turned by up to this share of the colour circle, either way. */
  hue: z.number().min(0).max(0.5).default(0),
  /** Edge of a square that is blanked, as a share of the photograph's edge (DeVries and Taylor 2017, arXiv 1708.04552). */
  cutout: z.number().min(0).max(0.75).default(0),
  /** Two photographs blended; their shares are drawn from Beta(mixup, mixup) (Zhang et al. 2018, arXiv 1710.09412). */
  mixup: z.number().min(0).max(4).default(0),
  /** A rectangle of another photograph pasted in; its area is drawn from Beta(cutmix, cutmix) (Yun et al. 2019, arXiv 1905.04899). */
  cutmix: z.number().min(0).max(4).default(0),
});
export type Augmentation = z.infer<typeof Augmentation>;

const options = z.object({
  model: ModelSpec,
  resizeMode: ResizeMode.default('centre-crop'),
  /** Photographs in one pass forward and backward. */
  batchSize: z.int().min(1).max(1024).default(32),
  /** At most, those of a first stage among them. */
  epochs: z.int().min(1).max(1000).default(20),
  /** Where the schedule starts from (after its warm-up). */
  learningRate: z.number().positive().max(10).default(1e-3),
  schedule: LearningRateSchedule.default({ kind: 'constant' }),
  /**
   * Fine-tuning in two stages. In the first `epochs` the backbone is frozen and the head learns alone, as with `trainable: 'head'`, at a constant rate of its own;
   * then what the model says is trained, by the schedule, which begins there. null = one stage.
   */
  headFirst: z
    .object({ epochs: z.int().min(1).max(999).default(3), learningRate: z.number().positive().max(10).default(1e-3) })
    .nullable()
    .default(null),
  /**
   * So many epochs on smaller photographs, before the others at the network's own size: a step on 128 pixels costs a third of one on 224 (Tan and Le 2021,
   * arXiv 2104.00298). From the smallest to the largest; after those of the head alone. Empty = the full size throughout.
   */
  smallerFirst: z.array(SmallerSize).max(8).default([]),
  /** AdamW is Adam with the weight decay that is meant for it; without one the two are the same. */
  optimizer: z.enum(['adam', 'adamw', 'sgd', 'rmsprop']).default('adam'),
  /** Share of its past direction that `sgd` keeps; the others do without. */
  momentum: z.number().min(0).max(0.999).default(0.9),
  /** `sgd` looks ahead along its momentum (Nesterov; Sutskever et al. 2013). */
  nesterov: z.boolean().default(false),
  /**
   * Decoupled (Loshchilov and Hutter 2019, arXiv 1711.05101): before each update every trained weight, biases and normalisation among them, loses rate x
   * weightDecay of itself, with any optimizer, as in Keras. 0 = off; Keras's AdamW has 0.004.
   */
  weightDecay: z.number().min(0).max(1).default(0),
  /** Gradients whose norm, taken over all weights together, is larger are scaled down to it (Pascanu et al. 2013, arXiv 1211.5063). null = off. */
  gradientClipNorm: z.number().positive().max(1e6).nullable().default(null),
  /**
   * `focal`: well classified photographs count less (Lin et al. 2017, arXiv 1708.02002). `logit-adjusted`: the logarithm of each class's share of the training
   * part is added to its logit while training, so that the rare ones are not given up (Menon et al. 2020, arXiv 2007.07314).
   */
  loss: z.enum(['cross-entropy', 'focal', 'logit-adjusted']).default('cross-entropy'),
  /** Exponent of the focal loss; 0 would be cross-entropy. */
  focalGamma: z.number().min(0).max(10).default(2),
  /** Share of the target that is spread over all classes alike (Szegedy et al. 2016, arXiv 1512.00567). */
  labelSmoothing: z.number().min(0).max(0.5).default(0),
  /** Learning from a teacher, which the training names beside these options. null = from the diagnoses alone. */
  distillation: Distillation.nullable().default(null),
  /**
   * Applied to the training part only, after the split. Weights in the loss: `class-weights` by 1/n of the class, `inverse-root` by 1/sqrt(n),
   * `effective-number` by Cui et al. 2019 (arXiv 1901.05555). Choice of photographs: the others.
   */
  imbalance: z
    .enum(['none', 'class-weights', 'inverse-root', 'effective-number', 'oversample', 'balanced-batches', 'augment-rare'])
    .default('class-weights'),
  augmentation: Augmentation.prefault({}),
  /**
   * Where the backbone is frozen: how often each training photograph's features are computed, once as it is and the other times augmented. On HAM10000
   * (MobileNet 0.75, 224 pixels, two seeds) one, two and four, with flips and quarter turns, gave balanced accuracies of .67, .68 and .67.
   */
  featureVariants: z.int().min(1).max(36).default(2),
  /** What the network is told of the patient beside the photograph, where it is known (docs/decisions/0026-facts-as-second-input.md). */
  facts: z
    .array(FactName)
    .refine((names) => new Set(names).size === names.length, 'Name each fact once')
    .default([]),
  /**
   * Share that a moving average of the weights keeps at each update (Polyak and Juditsky 1992). With it, validation, the best epoch and the saved
   * network are those of the average. null = off; 0.99 to 0.9999 are usual.
   */
  averageDecay: z.number().min(0).max(0.99999).nullable().default(null),
  /** Batches whose gradients make one update together: as one batch of so many times the size, in the memory of one (but for batch normalisation). */
  accumulationSteps: z.int().min(1).max(1024).default(1),
  /** `mixed`: matrix products and convolutions in 16 bits where the device gains by it; where it does not, float32, and the log says so. */
  precision: z.enum(['float32', 'mixed']).default('float32'),
  earlyStopping: z
    .object({ metric: MonitoredMetric.default('balancedAccuracy'), patience: z.int().min(1).max(200).default(8) })
    .nullable()
    .default({ metric: 'balancedAccuracy', patience: 8 }),
  /** Weights of the epoch that is best by this metric are the run's result. */
  bestBy: MonitoredMetric.default('balancedAccuracy'),
  /** By which rule the trained network's diagnosis is named; it can be changed afterwards. Epochs go by the network's own answer, whatever is chosen here. */
  naming: NamingRule.default('network'),
  /** Beside the checkpoint at every epoch's end, one after so many minutes. */
  checkpointMinutes: z.number().positive().max(1440).default(10),
  /** `halve`: goes on with batches of half the size, two of which make one update. */
  whenOutOfMemory: z.enum(['stop', 'halve']).default('stop'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
  engine: z.enum(['auto', 'tensorflow', 'webgpu', 'wasm']).default('auto'),
});

/** Everything about training that does not name data: what a recipe presets and the Train screen edits. */
export const TrainingOptions = options.superRefine((whole, context) => {
  const { model, loss, imbalance, schedule, epochs, headFirst, distillation } = whole;
  const refuse = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message });
  if (loss === 'logit-adjusted' && imbalance !== 'none') {
    refuse(['imbalance'], 'The logit-adjusted loss makes up for rare diagnoses by itself: with it, leave the imbalance as it is (none)');
  }
  if (loss === 'logit-adjusted' && distillation !== null) {
    refuse(
      ['loss'],
      'The logit-adjusted loss bends the network by how frequent each diagnosis is, and a teacher does not: learn from it by another loss',
    );
  }
  if (headFirst !== null && (!isBackbone(model) || model.trainable === 'head')) {
    refuse(['headFirst'], 'The head can be trained first only where layers of a pretrained backbone are trained after it');
  }
  if (headFirst !== null && headFirst.epochs >= epochs) {
    refuse(['headFirst', 'epochs'], 'The epochs of the head alone must be fewer than those of the whole training');
  }
  if (schedule.kind === 'cosine' && schedule.warmupEpochs >= epochs - (headFirst?.epochs ?? 0)) {
    refuse(['schedule', 'warmupEpochs'], 'The warm-up must be shorter than the training');
  }
  for (const { path, message } of smallerFirstIssues(whole)) refuse(path, message);
});
export type TrainingOptions = z.infer<typeof TrainingOptions>;

/** Starts a run: data, split and options. `recipeId` records where the options came from. */
export const TrainingConfig = z.object({
  splitId: z.int().positive(),
  recipeId: z.string().min(1),
  name: z.string().max(120).optional(),
  /** A succeeded run or an ensemble to learn from; goes with `options.distillation`. */
  teacherRunId: z.int().positive().optional(),
  options: TrainingOptions,
});
export type TrainingConfig = z.infer<typeof TrainingConfig>;
