import type { Distillation } from '../../../common/domain/distillation.ts';
import { engineNames } from '../../../common/domain/engine-names.ts';
import { namingRuleNames } from '../../../common/domain/naming.ts';
import type { NamingRule } from '../../../common/domain/naming.ts';
import type { MonitoredMetric, ResizeMode, TrainingOptions } from '../../../common/domain/training-config.ts';
import { architectureNames, widthsOf } from '../../../common/domain/model-spec.ts';
import type { Architecture, BackboneSpec } from '../../../common/domain/model-spec.ts';
import { capitalise } from '../../format/words.ts';
import type { AugmentationStrength } from '../../state/train-draft.ts';

/** Words for the choices of a training, in the order in which they are offered. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly detail?: string;
}

export const imbalanceChoices: readonly Choice<TrainingOptions['imbalance']>[] = [
  { value: 'class-weights', label: 'Class weights', detail: 'Rare diagnoses count more in the loss.' },
  { value: 'inverse-root', label: 'Milder class weights', detail: 'By the root of how rare they are.' },
  { value: 'effective-number', label: 'Effective-number weights', detail: 'Rare ones count more, up to a limit (Cui 2019).' },
  { value: 'oversample', label: 'Oversampling', detail: 'Rare diagnoses are shown more often. In the training part only.' },
  { value: 'balanced-batches', label: 'Balanced batches', detail: 'Every batch has all diagnoses in equal shares.' },
  { value: 'augment-rare', label: 'Augment the rare ones', detail: 'Repeated as in oversampling; only the repeats are augmented in full.' },
  { value: 'none', label: 'Leave as it is', detail: 'Common diagnoses will be favoured.' },
];

export const resizeChoices: readonly Choice<ResizeMode>[] = [
  { value: 'centre-crop', label: 'Crop to the centre', detail: 'Keeps shapes; loses the left and right edges.' },
  { value: 'letterbox', label: 'Fit with bars', detail: 'Keeps shapes and everything; adds black bars.' },
  { value: 'stretch', label: 'Stretch', detail: 'Keeps everything; distorts shapes.' },
];

export const architectureChoices: readonly Choice<Architecture>[] = (Object.keys(architectureNames) as Architecture[]).map((value) => ({
  value,
  label: architectureNames[value],
}));

export const mapShareChoices: readonly Choice<'1' | '0.5'>[] = [
  { value: '1', label: 'All, as published' },
  { value: '0.5', label: 'Half of them', detail: 'For machines without TensorFlow.' },
];

export const optimizerChoices: readonly Choice<TrainingOptions['optimizer']>[] = [
  { value: 'adam', label: 'Adam', detail: 'Its own step for every weight. A safe start.' },
  { value: 'adamw', label: 'AdamW', detail: 'Adam, meant to go with weight decay.' },
  { value: 'sgd', label: 'SGD', detail: 'Plain steps with momentum; wants a tuned rate.' },
  { value: 'rmsprop', label: 'RMSprop', detail: 'Steps scaled by recent gradients.' },
];

export const scheduleChoices: readonly Choice<TrainingOptions['schedule']['kind']>[] = [
  { value: 'constant', label: 'Constant', detail: 'The rate stays as it is.' },
  { value: 'step', label: 'In steps', detail: 'Multiplied by a factor every few epochs.' },
  { value: 'cosine', label: 'Cosine', detail: 'Falls along half a cosine, after a warm-up if wanted.' },
];

export const lossChoices: readonly Choice<TrainingOptions['loss']>[] = [
  { value: 'cross-entropy', label: 'Cross-entropy', detail: 'Every photograph counts by how wrong it is.' },
  { value: 'focal', label: 'Focal', detail: 'Those that it knows well already count less.' },
  { value: 'logit-adjusted', label: 'Logit-adjusted', detail: 'Makes up for rare diagnoses by itself.' },
];

export const targetChoices: readonly Choice<Distillation['targets']>[] = [
  { value: 'out-of-fold', label: 'Those not trained on it', detail: 'They do not know its diagnosis by heart. All, where there is none.' },
  { value: 'all', label: 'All of them', detail: 'Most were trained on the photograph itself.' },
];

export const precisionChoices: readonly Choice<TrainingOptions['precision']>[] = [
  { value: 'float32', label: '32 bits', detail: 'As exact as the figures published.' },
  { value: 'mixed', label: '16 and 32 bits', detail: 'Mixed: faster where the device gains by it, else as 32 bits.' },
];

export const memoryChoices: readonly Choice<TrainingOptions['whenOutOfMemory']>[] = [
  { value: 'stop', label: 'Stop and say so', detail: 'What was learned so far is kept.' },
  { value: 'halve', label: 'Go on with half batches', detail: 'Two of which make one update.' },
];

export const metricChoices: readonly Choice<MonitoredMetric>[] = [
  { value: 'balancedAccuracy', label: 'Balanced accuracy' },
  { value: 'accuracy', label: 'Accuracy' },
  { value: 'loss', label: 'Loss' },
  { value: 'recall', label: 'Recall over one half', detail: 'Photographs whose own diagnosis gets more than half (Keras).' },
  { value: 'malignantRecall', label: 'Malignant recall', detail: 'Malignant ones taken for malignant. Calling all malignant has 1.' },
];

export const namingChoices: readonly Choice<NamingRule>[] = [
  { value: 'network', label: capitalise(namingRuleNames.network), detail: 'As its loss and its weights have taught it.' },
  {
    value: 'balanced',
    label: capitalise(namingRuleNames.balanced),
    detail: 'Probability over share in the data: finds rare diagnoses as often as common ones.',
  },
  { value: 'probable', label: capitalise(namingRuleNames.probable), detail: 'Right most often; seldom names a rare diagnosis.' },
];

export const engineChoices: readonly Choice<TrainingOptions['engine']>[] = [
  { value: 'auto', label: 'Fastest that works' },
  { value: 'tensorflow', label: engineNames.tensorflow },
  { value: 'webgpu', label: engineNames.webgpu },
  { value: 'wasm', label: engineNames.wasm },
];

/** The widths that an architecture comes in. */
export function alphaChoices(architecture: Architecture): Choice<string>[] {
  const widths = widthsOf(architecture);
  return widths.map((width, index) => {
    const choice = { value: String(width), label: String(width) };
    if (index === 0) return { ...choice, detail: 'The fewest maps: fastest.' };
    return index === widths.length - 1 ? { ...choice, detail: 'The most maps: slowest, usually best.' } : choice;
  });
}

export const weightsChoices: readonly Choice<'imagenet' | 'random'>[] = [
  { value: 'imagenet', label: 'ImageNet weights', detail: 'Already knows shapes and colours.' },
  { value: 'random', label: 'Random weights', detail: 'Needs far more photographs and epochs.' },
];

export const trainableChoices: readonly Choice<'head' | 'all' | 'from'>[] = [
  { value: 'head', label: 'The head only', detail: 'Fast; the backbone stays frozen.' },
  { value: 'from', label: 'From a layer on', detail: 'All before it stays frozen.' },
  { value: 'all', label: 'Every layer', detail: 'Slower, usually better.' },
];

export const poolingChoices: readonly Choice<BackboneSpec['pooling']>[] = [
  { value: 'average', label: 'Average' },
  { value: 'max', label: 'Maximum' },
  { value: 'levels', label: 'Average and spread of every level', detail: 'Texture, too: of all sizes of maps.' },
];

interface AugmentationField {
  readonly field: AugmentationStrength;
  readonly label: string;
  readonly hint: string;
  /** In a list of all that is on. */
  readonly short: string;
}

export const augmentationFields: readonly AugmentationField[] = [
  { field: 'rotationDegrees', label: 'Rotation, degrees', hint: 'Up to so many, either way', short: 'rotation' },
  { field: 'shift', label: 'Shift', hint: 'Share of the edge', short: 'shift' },
  { field: 'zoom', label: 'Zoom', hint: '0.2: up to a fifth larger or smaller', short: 'zoom' },
  { field: 'shear', label: 'Shear, degrees', hint: 'Up to so many, either way', short: 'shear' },
  { field: 'brightness', label: 'Brightness', hint: '0.2: up to a fifth', short: 'brightness' },
  { field: 'contrast', label: 'Contrast', hint: '0.2: up to a fifth', short: 'contrast' },
  { field: 'saturation', label: 'Saturation', hint: '0.2: up to a fifth', short: 'saturation' },
  { field: 'hue', label: 'Hue', hint: 'Share of the colour circle', short: 'hue' },
  { field: 'cutout', label: 'Cutout', hint: 'Edge of a blanked square', short: 'cutout' },
  { field: 'mixup', label: 'Mixup', hint: 'Blends two; 0.2 is usual', short: 'mixup' },
  { field: 'cutmix', label: 'CutMix', hint: 'Pastes one in; 1 is usual', short: 'CutMix' },
];
