import { TrainingOptions } from '../../common/domain/training-config.ts';
import type { Augmentation } from '../../common/domain/training-config.ts';
import { isBackbone, isBackboneArchitecture, ModelSpec, widthOf } from '../../common/domain/model-spec.ts';
import type { BackboneSpec } from '../../common/domain/model-spec.ts';
import { Distillation } from '../../common/domain/distillation.ts';
import { FactName } from '../../common/domain/patient-facts.ts';
import { applies } from './draft-fields.ts';
import { explainIssue } from './explain-issue.ts';
import { explainSmallerSizes, formatSmallerSizes, readSmallerSizes } from './smaller-sizes.ts';
import { toNumber } from './typed-numbers.ts';

/** Strengths of augmentation, each a number that is 0 where it is off. */
export type AugmentationStrength = Exclude<keyof Augmentation, 'flips' | 'rotations'>;

/** Training options as fields hold them: figures as typed text, so that half-typed ones are not lost. */
export interface TrainDraft extends Readonly<Record<AugmentationStrength, string>> {
  readonly architecture: TrainingOptions['model']['architecture'];
  readonly imageSize: string;
  /** One of the architecture's widths; empty where it has one only. */
  readonly alpha: string;
  /** Share of the maps in each convolution of `hmnist-cnn`. */
  readonly mapShare: '1' | '0.5';
  readonly weights: 'imagenet' | 'random';
  readonly trainable: 'head' | 'all' | 'from';
  /** With `from`: the first layer or block that is trained. */
  readonly trainFrom: string;
  readonly pooling: BackboneSpec['pooling'];
  readonly headNormalization: boolean;
  readonly denseUnits: string;
  readonly dropout: string;
  readonly resizeMode: TrainingOptions['resizeMode'];
  readonly batchSize: string;
  readonly epochs: string;
  readonly learningRate: string;
  readonly scheduleKind: TrainingOptions['schedule']['kind'];
  readonly everyEpochs: string;
  readonly factor: string;
  readonly warmupEpochs: string;
  readonly finalShare: string;
  readonly isHeadFirst: boolean;
  readonly headEpochs: string;
  readonly headLearningRate: string;
  /** Smaller image sizes, each with its epochs; empty: the full size throughout. */
  readonly smallerFirst: string;
  readonly optimizer: TrainingOptions['optimizer'];
  readonly momentum: string;
  readonly nesterov: boolean;
  readonly weightDecay: string;
  /** Empty: not clipped. */
  readonly gradientClipNorm: string;
  readonly accumulationSteps: string;
  readonly loss: TrainingOptions['loss'];
  readonly focalGamma: string;
  readonly labelSmoothing: string;
  /** Empty: no average. */
  readonly averageDecay: string;
  /** Learns from a teacher as well, which the form names. */
  readonly isDistilling: boolean;
  readonly distilTemperature: string;
  readonly distilShare: string;
  readonly distilViews: string;
  readonly distilTargets: Distillation['targets'];
  readonly imbalance: TrainingOptions['imbalance'];
  readonly flips: boolean;
  readonly rotations: boolean;
  readonly featureVariants: string;
  /** What the network is told beside the photograph. */
  readonly tellsAge: boolean;
  readonly tellsSex: boolean;
  readonly tellsSite: boolean;
  readonly isStoppingEarly: boolean;
  readonly stopMetric: TrainingOptions['bestBy'];
  readonly patience: string;
  readonly bestBy: TrainingOptions['bestBy'];
  readonly naming: TrainingOptions['naming'];
  readonly seed: string;
  readonly precision: TrainingOptions['precision'];
  readonly checkpointMinutes: string;
  readonly whenOutOfMemory: TrainingOptions['whenOutOfMemory'];
  readonly engine: TrainingOptions['engine'];
}

/** Fields of typed text. */
export type TextField = { [Name in keyof TrainDraft]: string extends TrainDraft[Name] ? Name : never }[keyof TrainDraft];
/** Fields that are on or off. */
export type CheckField = { [Name in keyof TrainDraft]: TrainDraft[Name] extends boolean ? Name : never }[keyof TrainDraft];
/** Fields with one of several values. */
export type ChoiceField = Exclude<keyof TrainDraft, TextField | CheckField> | 'alpha';

export type DraftErrors = Readonly<Partial<Record<keyof TrainDraft, string>>>;
export type DraftReading = { readonly ok: true; readonly options: TrainingOptions } | { readonly ok: false; readonly errors: DraftErrors };

/** The fields that show these options. Options that the architecture does not have take harmless values. */
export function draftOf(options: TrainingOptions): TrainDraft {
  const { model, augmentation, earlyStopping, schedule, headFirst } = options;
  const head = isBackbone(model) ? model : null;
  const trainable = head?.trainable ?? 'all';
  const distillation = options.distillation ?? Distillation.parse({});
  return {
    ...strengthsOf(augmentation),
    architecture: model.architecture,
    imageSize: String(model.imageSize),
    alpha: String(widthOf(model) ?? ''),
    mapShare: model.architecture === 'hmnist-cnn' && model.width === 0.5 ? '0.5' : '1',
    weights: head?.weights ?? 'random',
    trainable: typeof trainable === 'object' ? 'from' : trainable,
    trainFrom: typeof trainable === 'object' ? trainable.from : '',
    pooling: head?.pooling ?? 'average',
    headNormalization: head?.headNormalization ?? false,
    denseUnits: head?.denseUnits.join(', ') ?? '',
    dropout: String('dropout' in model ? model.dropout : 0),
    resizeMode: options.resizeMode,
    batchSize: String(options.batchSize),
    epochs: String(options.epochs),
    learningRate: String(options.learningRate),
    scheduleKind: schedule.kind,
    everyEpochs: String(schedule.kind === 'step' ? schedule.everyEpochs : 10),
    factor: String(schedule.kind === 'step' ? schedule.factor : 0.1),
    warmupEpochs: String(schedule.kind === 'cosine' ? schedule.warmupEpochs : 0),
    finalShare: String(schedule.kind === 'cosine' ? schedule.finalShare : 0),
    isHeadFirst: headFirst !== null,
    headEpochs: String(headFirst?.epochs ?? 3),
    headLearningRate: String(headFirst?.learningRate ?? 1e-3),
    smallerFirst: formatSmallerSizes(options.smallerFirst),
    optimizer: options.optimizer,
    momentum: String(options.momentum),
    nesterov: options.nesterov,
    weightDecay: String(options.weightDecay),
    gradientClipNorm: String(options.gradientClipNorm ?? ''),
    accumulationSteps: String(options.accumulationSteps),
    loss: options.loss,
    focalGamma: String(options.focalGamma),
    labelSmoothing: String(options.labelSmoothing),
    averageDecay: String(options.averageDecay ?? ''),
    isDistilling: options.distillation !== null,
    distilTemperature: String(distillation.temperature),
    distilShare: String(distillation.share),
    distilViews: String(distillation.views),
    distilTargets: distillation.targets,
    imbalance: options.imbalance,
    flips: augmentation.flips,
    rotations: augmentation.rotations,
    featureVariants: String(options.featureVariants),
    tellsAge: options.facts.includes('age'),
    tellsSex: options.facts.includes('sex'),
    tellsSite: options.facts.includes('site'),
    isStoppingEarly: earlyStopping !== null,
    stopMetric: earlyStopping?.metric ?? 'balancedAccuracy',
    patience: String(earlyStopping?.patience ?? 8),
    bestBy: options.bestBy,
    naming: options.naming,
    seed: String(options.seed),
    precision: options.precision,
    checkpointMinutes: String(options.checkpointMinutes),
    whenOutOfMemory: options.whenOutOfMemory,
    engine: options.engine,
  };
}

/** Reads the fields back; where that fails, says at which field and why. */
export function readDraft(draft: TrainDraft): DraftReading {
  const parsed = TrainingOptions.safeParse(toOptions(draft));
  if (parsed.success) return { ok: true, options: parsed.data };
  const errors: Partial<Record<keyof TrainDraft, string>> = {};
  for (const issue of parsed.error.issues) {
    const field = fieldOf(issue.path);
    const explain = lists[field] ?? ((message: string) => message);
    errors[field] ??= explain(explainIssue(issue));
  }
  return { ok: false, errors };
}

/** What the fields say, unchecked: every option has its field. What an architecture or a schedule does not have is left out by its schema. */
function toOptions(draft: TrainDraft): Readonly<Record<keyof TrainingOptions, unknown>> {
  return {
    model: {
      architecture: draft.architecture,
      imageSize: toNumber(draft.imageSize),
      ...(draft.alpha === '' ? {} : { alpha: Number(draft.alpha) }),
      ...(draft.mapShare === '1' ? {} : { width: Number(draft.mapShare) }),
      weights: draft.weights,
      trainable: draft.trainable === 'from' ? { from: draft.trainFrom.trim() } : draft.trainable,
      pooling: draft.pooling,
      headNormalization: draft.headNormalization,
      denseUnits: toNumbers(draft.denseUnits),
      dropout: toNumber(draft.dropout),
    },
    resizeMode: draft.resizeMode,
    batchSize: toNumber(draft.batchSize),
    epochs: toNumber(draft.epochs),
    learningRate: toNumber(draft.learningRate),
    schedule: {
      kind: draft.scheduleKind,
      everyEpochs: toNumber(draft.everyEpochs),
      factor: toNumber(draft.factor),
      warmupEpochs: toNumber(draft.warmupEpochs),
      finalShare: toNumber(draft.finalShare),
    },
    headFirst:
      draft.isHeadFirst && applies('isHeadFirst', draft)
        ? { epochs: toNumber(draft.headEpochs), learningRate: toNumber(draft.headLearningRate) }
        : null,
    smallerFirst: applies('smallerFirst', draft) ? readSmallerSizes(draft.smallerFirst) : [],
    optimizer: draft.optimizer,
    momentum: toNumber(draft.momentum),
    nesterov: draft.nesterov,
    weightDecay: toNumber(draft.weightDecay),
    gradientClipNorm: toNumberOrOff(draft.gradientClipNorm),
    loss: draft.loss,
    focalGamma: toNumber(draft.focalGamma),
    labelSmoothing: toNumber(draft.labelSmoothing),
    distillation: draft.isDistilling
      ? {
          temperature: toNumber(draft.distilTemperature),
          share: toNumber(draft.distilShare),
          views: toNumber(draft.distilViews),
          targets: draft.distilTargets,
        }
      : null,
    imbalance: draft.imbalance,
    augmentation: { flips: draft.flips, rotations: draft.rotations, ...readStrengths(draft) },
    featureVariants: toNumber(draft.featureVariants),
    facts: FactName.options.filter((name) => draft[factFields[name]]),
    averageDecay: toNumberOrOff(draft.averageDecay),
    accumulationSteps: toNumber(draft.accumulationSteps),
    precision: draft.precision,
    earlyStopping: draft.isStoppingEarly ? { metric: draft.stopMetric, patience: toNumber(draft.patience) } : null,
    bestBy: draft.bestBy,
    naming: draft.naming,
    checkpointMinutes: toNumber(draft.checkpointMinutes),
    whenOutOfMemory: draft.whenOutOfMemory,
    seed: toNumber(draft.seed),
    engine: draft.engine,
  };
}

const factFields = { age: 'tellsAge', sex: 'tellsSex', site: 'tellsSite' } as const satisfies Record<FactName, keyof TrainDraft>;

/** The fields after another network was chosen: its own size and width, in place of those of the one before. */
export function withArchitecture(draft: TrainDraft, architecture: TrainDraft['architecture']): TrainDraft {
  const model = ModelSpec.parse({ architecture });
  const own = { architecture, imageSize: String(model.imageSize), alpha: String(widthOf(model) ?? ''), mapShare: '1' } as const;
  // Fields that the network before did not have hold values that mean nothing.
  if (!isBackbone(model) || isBackboneArchitecture(draft.architecture)) return { ...draft, ...own };
  return {
    ...draft,
    ...own,
    weights: model.weights,
    trainable: 'head',
    pooling: model.pooling,
    headNormalization: model.headNormalization,
    denseUnits: model.denseUnits.join(', '),
    dropout: String(model.dropout),
  };
}

const strengths: readonly AugmentationStrength[] = [
  'rotationDegrees',
  'shift',
  'zoom',
  'shear',
  'brightness',
  'contrast',
  'saturation',
  'hue',
  'cutout',
  'mixup',
  'cutmix',
];

function strengthsOf(augmentation: Augmentation): Record<AugmentationStrength, string> {
  return Object.fromEntries(strengths.map((name) => [name, String(augmentation[name])])) as Record<AugmentationStrength, string>;
}

function readStrengths(draft: TrainDraft): Record<string, number> {
  return Object.fromEntries(strengths.map((name) => [name, toNumber(draft[name])]));
}

/** Names of the fields that differ. */
export function changedFields(draft: TrainDraft, original: TrainDraft): (keyof TrainDraft)[] {
  return (Object.keys(draft) as (keyof TrainDraft)[]).filter((field) => String(draft[field]).trim() !== String(original[field]).trim());
}

const distillationFields = {
  temperature: 'distilTemperature',
  share: 'distilShare',
  views: 'distilViews',
  targets: 'distilTargets',
} as const satisfies Record<keyof Distillation, keyof TrainDraft>;

/** The field that shows the option at a path. */
export function fieldOf(path: readonly PropertyKey[]): keyof TrainDraft {
  const [first, second] = path;
  if (first === 'earlyStopping') return second === 'metric' ? 'stopMetric' : 'patience';
  if (first === 'headFirst') return second === 'learningRate' ? 'headLearningRate' : 'headEpochs';
  if (first === 'distillation') return distillationFields[second as keyof Distillation];
  if (first === 'model' && second === 'trainable') return 'trainFrom';
  return (first === 'model' || first === 'augmentation' || first === 'schedule' ? second : first) as keyof TrainDraft;
}

/** Fields of several numbers: what is wrong is said after how they are typed. */
const lists: Readonly<Partial<Record<keyof TrainDraft, (message: string) => string>>> = {
  denseUnits: explainUnits,
  smallerFirst: explainSmallerSizes,
};

function explainUnits(message: string): string {
  return `Whole numbers separated by commas, such as 256, 128. ${message}`;
}

/** Nothing typed: off. */
function toNumberOrOff(text: string): number | null {
  return text.trim() === '' ? null : toNumber(text);
}

/** Nothing typed: no layers. */
function toNumbers(text: string): number[] {
  if (text.trim() === '') return [];
  return text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(Number);
}
