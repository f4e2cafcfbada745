import type { EngineKind, MonitoredMetric, ResizeMode, TrainingOptions } from '../../../common/domain/training-config.ts';
import { architectureNames, isBackbone, widthOf, widthsOf } from '../../../common/domain/model-spec.ts';
import type { Architecture, ModelSpec, Trainable } from '../../../common/domain/model-spec.ts';
import { formatCount, formatSmall } from '../../format/numbers.ts';
import type { AugmentationStrength } from '../../state/train-draft.ts';

/** Words for the choices of a training, in the order in which they are offered. */
interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly detail?: string;
}

export const engineNames: Readonly<Record<EngineKind, string>> = {
  tensorflow: 'TensorFlow',
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
};

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

export const optimizerChoices: readonly Choice<TrainingOptions['optimizer']>[] = [
  { value: 'adam', label: 'Adam' },
  { value: 'adamw', label: 'AdamW' },
  { value: 'sgd', label: 'SGD' },
  { value: 'rmsprop', label: 'RMSprop' },
];

export const metricChoices: readonly Choice<MonitoredMetric>[] = [
  { value: 'balancedAccuracy', label: 'Balanced accuracy' },
  { value: 'accuracy', label: 'Accuracy' },
  { value: 'loss', label: 'Loss' },
];

export const engineChoices: readonly Choice<TrainingOptions['engine']>[] = [
  { value: 'auto', label: 'The fastest that works' },
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

export const poolingChoices: readonly Choice<'average' | 'max'>[] = [
  { value: 'average', label: 'Average' },
  { value: 'max', label: 'Maximum' },
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

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Everything that a run was told, in words, for its facts and for copying. */
export function describeOptions(options: TrainingOptions): Fact[] {
  const { model, earlyStopping } = options;
  return [
    { label: 'Network', value: describeNetwork(model) },
    ...describeHead(model),
    { label: 'Input', value: `${model.imageSize} × ${model.imageSize} px, ${labelOf(resizeChoices, options.resizeMode).toLowerCase()}` },
    { label: 'Epochs', value: `at most ${formatCount(options.epochs)}, batches of ${formatCount(options.batchSize)}` },
    { label: 'Optimizer', value: `${labelOf(optimizerChoices, options.optimizer)}, learning rate ${formatSmall(options.learningRate)}` },
    { label: 'Imbalance', value: labelOf(imbalanceChoices, options.imbalance).toLowerCase() },
    { label: 'Augmentation', value: describeAugmentation(options.augmentation) },
    {
      label: 'Early stopping',
      value:
        earlyStopping === null
          ? 'off'
          : `${earlyStopping.patience} epochs without better ${labelOf(metricChoices, earlyStopping.metric).toLowerCase()}`,
    },
    { label: 'Best epoch by', value: labelOf(metricChoices, options.bestBy).toLowerCase() },
    { label: 'Seed', value: String(options.seed) },
  ];
}

function describeAugmentation({ flips, rotations, ...strengths }: TrainingOptions['augmentation']): string {
  const words = [
    ...(flips ? ['flips'] : []),
    ...(rotations ? ['quarter turns'] : []),
    ...augmentationFields.filter(({ field }) => strengths[field] > 0).map(({ field, short }) => `${short} ${strengths[field]}`),
  ];
  return words.join(', ') || 'none';
}

function describeNetwork(model: ModelSpec): string {
  const width = widthOf(model);
  const name = `${architectureNames[model.architecture]}${width === null ? '' : ` ${width}`}`;
  return `${name}, ${isBackbone(model) && model.weights === 'imagenet' ? 'ImageNet' : 'random'} weights`;
}

function describeHead(model: ModelSpec): Fact[] {
  if (!isBackbone(model)) return [];
  const dense = model.denseUnits.length === 0 ? 'no dense layer' : `dense ${model.denseUnits.join(', ')}`;
  const parts = [`${model.pooling} pooling`, ...(model.headNormalization ? ['normalisation'] : []), dense, `dropout ${model.dropout}`];
  return [
    { label: 'Trained layers', value: describeTrainable(model.trainable) },
    { label: 'Head', value: parts.join(', ') },
  ];
}

function describeTrainable(trainable: Trainable): string {
  if (typeof trainable === 'object') return `${trainable.from} and all after it`;
  return trainable === 'head' ? 'head only, backbone frozen' : 'all';
}

function labelOf<Value extends string>(choices: readonly Choice<Value>[], value: Value): string {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}
