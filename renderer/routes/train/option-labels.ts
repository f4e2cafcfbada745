import type { EngineKind, MonitoredMetric, ResizeMode, TrainingOptions } from '../../../common/domain/training-config.ts';
import type { ModelSpec } from '../../../common/domain/model-spec.ts';
import { formatCount, formatSmall } from '../../format/numbers.ts';

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

export const architectureNames: Readonly<Record<ModelSpec['architecture'], string>> = {
  'hmnist-cnn': 'HMNIST CNN',
  'mobilenet-v1': 'MobileNet v1',
};

export const imbalanceChoices: readonly Choice<TrainingOptions['imbalance']>[] = [
  { value: 'class-weights', label: 'Class weights', detail: 'Rare diagnoses count more in the loss.' },
  { value: 'oversample', label: 'Oversampling', detail: 'Rare diagnoses are shown more often. In the training part only.' },
  { value: 'none', label: 'Leave as it is', detail: 'Common diagnoses will be favoured.' },
];

export const resizeChoices: readonly Choice<ResizeMode>[] = [
  { value: 'centre-crop', label: 'Crop to the centre', detail: 'Keeps shapes; loses the left and right edges.' },
  { value: 'letterbox', label: 'Fit with bars', detail: 'Keeps shapes and everything; adds black bars.' },
  { value: 'stretch', label: 'Stretch', detail: 'Keeps everything; distorts shapes.' },
];

export const optimizerChoices: readonly Choice<TrainingOptions['optimizer']>[] = [
  { value: 'adam', label: 'Adam' },
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

export const alphaChoices: readonly Choice<'0.25' | '0.5' | '0.75' | '1'>[] = [
  { value: '0.25', label: '0.25', detail: 'A quarter of the maps: fastest.' },
  { value: '0.5', label: '0.5' },
  { value: '0.75', label: '0.75' },
  { value: '1', label: '1', detail: 'All maps: slowest, usually best.' },
];

export const weightsChoices: readonly Choice<'imagenet' | 'random'>[] = [
  { value: 'imagenet', label: 'ImageNet weights', detail: 'Already knows shapes and colours.' },
  { value: 'random', label: 'Random weights', detail: 'Needs far more photographs and epochs.' },
];

export const trainableChoices: readonly Choice<'head' | 'all'>[] = [
  { value: 'head', label: 'The head only', detail: 'Fast; the backbone stays frozen.' },
  { value: 'all', label: 'Every layer', detail: 'Slower, usually better.' },
];

export const poolingChoices: readonly Choice<'average' | 'max'>[] = [
  { value: 'average', label: 'Average' },
  { value: 'max', label: 'Maximum' },
];

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Everything that a run was told, in words, for its facts and for copying. */
export function describeOptions(options: TrainingOptions): Fact[] {
  const { model, earlyStopping, augmentation } = options;
  const augmented = [augmentation.flips ? 'flips' : null, augmentation.rotations ? 'rotations' : null].filter((word) => word !== null);
  return [
    { label: 'Network', value: describeNetwork(model) },
    ...describeHead(model),
    { label: 'Input', value: `${model.imageSize} × ${model.imageSize} px, ${labelOf(resizeChoices, options.resizeMode).toLowerCase()}` },
    { label: 'Epochs', value: `at most ${formatCount(options.epochs)}, batches of ${formatCount(options.batchSize)}` },
    { label: 'Optimizer', value: `${labelOf(optimizerChoices, options.optimizer)}, learning rate ${formatSmall(options.learningRate)}` },
    { label: 'Imbalance', value: labelOf(imbalanceChoices, options.imbalance).toLowerCase() },
    { label: 'Augmentation', value: augmented.join(' and ') || 'none' },
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

function describeNetwork(model: ModelSpec): string {
  const name = architectureNames[model.architecture];
  if (model.architecture === 'hmnist-cnn') return `${name}, random weights`;
  return `${name} ${model.alpha}, ${model.weights === 'imagenet' ? 'ImageNet' : 'random'} weights`;
}

function describeHead(model: ModelSpec): Fact[] {
  if (model.architecture === 'hmnist-cnn') return [];
  const dense = model.denseUnits.length === 0 ? 'no dense layer' : `dense ${model.denseUnits.join(', ')}`;
  return [
    { label: 'Trained layers', value: model.trainable === 'head' ? 'head only, backbone frozen' : 'all' },
    { label: 'Head', value: `${model.pooling} pooling, ${dense}, dropout ${model.dropout}` },
  ];
}

function labelOf<Value extends string>(choices: readonly Choice<Value>[], value: Value): string {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}
