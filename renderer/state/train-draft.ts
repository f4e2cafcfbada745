import { TrainingOptions } from '../../common/domain/training-config.ts';
import type { Augmentation } from '../../common/domain/training-config.ts';
import { isBackbone, widthOf } from '../../common/domain/model-spec.ts';
import { explainIssue } from './explain-issue.ts';

/** Strengths of augmentation, each a number that is 0 where it is off. */
export type AugmentationStrength = Exclude<keyof Augmentation, 'flips' | 'rotations'>;

/** Training options as fields hold them: figures as typed text, so that half-typed ones are not lost. */
export interface TrainDraft extends Readonly<Record<AugmentationStrength, string>> {
  /** What the fields were filled from: options that no field shows stay as they were. */
  readonly kept: TrainingOptions;
  readonly architecture: TrainingOptions['model']['architecture'];
  readonly imageSize: string;
  /** One of the architecture's widths; empty where it has one only. */
  readonly alpha: string;
  readonly weights: 'imagenet' | 'random';
  readonly trainable: 'head' | 'all' | 'from';
  /** With `from`: the first layer or block that is trained. */
  readonly trainFrom: string;
  readonly pooling: 'average' | 'max';
  readonly headNormalization: boolean;
  readonly denseUnits: string;
  readonly dropout: string;
  readonly resizeMode: TrainingOptions['resizeMode'];
  readonly batchSize: string;
  readonly epochs: string;
  readonly learningRate: string;
  readonly optimizer: TrainingOptions['optimizer'];
  readonly imbalance: TrainingOptions['imbalance'];
  readonly flips: boolean;
  readonly rotations: boolean;
  readonly featureVariants: string;
  readonly isStoppingEarly: boolean;
  readonly stopMetric: TrainingOptions['bestBy'];
  readonly patience: string;
  readonly bestBy: TrainingOptions['bestBy'];
  readonly seed: string;
  readonly engine: TrainingOptions['engine'];
}

/** The fields that can be changed. */
type DraftField = Exclude<keyof TrainDraft, 'kept'>;

export type DraftErrors = Readonly<Partial<Record<keyof TrainDraft, string>>>;
export type DraftReading = { readonly ok: true; readonly options: TrainingOptions } | { readonly ok: false; readonly errors: DraftErrors };

/** The fields that show these options. Options that the architecture does not have take harmless values. */
export function draftOf(options: TrainingOptions): TrainDraft {
  const { model, augmentation, earlyStopping } = options;
  const head = isBackbone(model) ? model : null;
  const trainable = head?.trainable ?? 'all';
  return {
    kept: options,
    ...strengthsOf(augmentation),
    architecture: model.architecture,
    imageSize: String(model.imageSize),
    alpha: String(widthOf(model) ?? ''),
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
    optimizer: options.optimizer,
    imbalance: options.imbalance,
    flips: augmentation.flips,
    rotations: augmentation.rotations,
    featureVariants: String(options.featureVariants),
    isStoppingEarly: earlyStopping !== null,
    stopMetric: earlyStopping?.metric ?? 'balancedAccuracy',
    patience: String(earlyStopping?.patience ?? 8),
    bestBy: options.bestBy,
    seed: String(options.seed),
    engine: options.engine,
  };
}

/** Reads the fields back; where that fails, says at which field and why. */
export function readDraft(draft: TrainDraft): DraftReading {
  const imageSize = toNumber(draft.imageSize);
  const parsed = TrainingOptions.safeParse({
    ...draft.kept,
    // What an architecture does not have is left out by its schema.
    model: {
      architecture: draft.architecture,
      imageSize,
      ...(draft.alpha === '' ? {} : { alpha: Number(draft.alpha) }),
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
    optimizer: draft.optimizer,
    imbalance: draft.imbalance,
    augmentation: { flips: draft.flips, rotations: draft.rotations, ...readStrengths(draft) },
    featureVariants: toNumber(draft.featureVariants),
    earlyStopping: draft.isStoppingEarly ? { metric: draft.stopMetric, patience: toNumber(draft.patience) } : null,
    bestBy: draft.bestBy,
    seed: toNumber(draft.seed),
    engine: draft.engine,
  });
  if (parsed.success) return { ok: true, options: parsed.data };
  const errors: Partial<Record<keyof TrainDraft, string>> = {};
  for (const issue of parsed.error.issues) {
    const field = fieldOf(issue.path);
    errors[field] ??= field === 'denseUnits' ? explainUnits(explainIssue(issue)) : explainIssue(issue);
  }
  return { ok: false, errors };
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
export function changedFields(draft: TrainDraft, original: TrainDraft): DraftField[] {
  const fields = Object.keys(draft).filter((field): field is DraftField => field !== 'kept');
  return fields.filter((field) => String(draft[field]).trim() !== String(original[field]).trim());
}

function fieldOf(path: readonly PropertyKey[]): keyof TrainDraft {
  const [first, second] = path;
  if (first === 'earlyStopping') return second === 'metric' ? 'stopMetric' : 'patience';
  if (first === 'model' && second === 'trainable') return 'trainFrom';
  return (first === 'model' || first === 'augmentation' ? second : first) as keyof TrainDraft;
}

function explainUnits(message: string): string {
  return `Whole numbers separated by commas, such as 256, 128. ${message}`;
}

/** Text that is no number becomes NaN, which no schema accepts. */
function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'));
}

/** Nothing typed: no layers. */
function toNumbers(text: string): number[] {
  if (text.trim() === '') return [];
  return text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(Number);
}
