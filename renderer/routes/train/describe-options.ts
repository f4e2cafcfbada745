import type { Distillation } from '../../../common/domain/distillation.ts';
import { architectureNames, isBackbone, widthOf } from '../../../common/domain/model-spec.ts';
import type { ModelSpec, Trainable } from '../../../common/domain/model-spec.ts';
import { namingRuleNames } from '../../../common/domain/naming.ts';
import { factNames } from '../../../common/domain/patient-facts.ts';
import type { TrainingOptions } from '../../../common/domain/training-config.ts';
import { formatCount, formatCounted, formatPercent, formatSmall } from '../../format/numbers.ts';
import {
  augmentationFields,
  imbalanceChoices,
  lossChoices,
  metricChoices,
  optimizerChoices,
  precisionChoices,
  resizeChoices,
} from './option-labels.ts';
import type { Choice } from './option-labels.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Everything that a run was told, in words, for its facts and for copying. */
export function describeOptions(options: TrainingOptions): Fact[] {
  const { model, earlyStopping, headFirst, smallerFirst } = options;
  return [
    { label: 'Network', value: describeNetwork(model) },
    ...describeHead(model),
    ...(options.facts.length === 0 ? [] : [{ label: 'Told beside it', value: options.facts.map((name) => factNames[name]).join(', ') }]),
    { label: 'Input', value: `${model.imageSize} × ${model.imageSize} px, ${labelOf(resizeChoices, options.resizeMode).toLowerCase()}` },
    { label: 'Epochs', value: `at most ${formatCount(options.epochs)}, batches of ${formatCount(options.batchSize)}` },
    { label: 'Learning rate', value: `${formatSmall(options.learningRate)}, ${describeSchedule(options.schedule)}` },
    ...(headFirst === null
      ? []
      : [
          {
            label: 'Head first',
            value: `alone for ${formatCounted(headFirst.epochs, 'epoch')}, learning rate ${formatSmall(headFirst.learningRate)}`,
          },
        ]),
    ...(smallerFirst.length === 0 ? [] : [{ label: 'Smaller photographs first', value: describeSizes(smallerFirst) }]),
    { label: 'Optimizer', value: describeOptimizer(options) },
    { label: 'Loss', value: describeLoss(options) },
    ...(options.distillation === null ? [] : [{ label: 'Distillation', value: describeDistillation(options.distillation) }]),
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
    ...(options.naming === 'network' ? [] : [{ label: 'Diagnosis named by', value: namingRuleNames[options.naming] }]),
    ...(options.averageDecay === null ? [] : [{ label: 'Moving average', value: `keeps ${options.averageDecay} at each update` }]),
    ...(options.precision === 'float32' ? [] : [{ label: 'Precision', value: labelOf(precisionChoices, options.precision).toLowerCase() }]),
    { label: 'Seed', value: String(options.seed) },
  ];
}

function describeSchedule(schedule: TrainingOptions['schedule']): string {
  switch (schedule.kind) {
    case 'constant':
      return 'constant';
    case 'step':
      return `times ${schedule.factor} every ${formatCounted(schedule.everyEpochs, 'epoch')}`;
    case 'cosine': {
      const warmup = schedule.warmupEpochs === 0 ? '' : `${formatCounted(schedule.warmupEpochs, 'epoch')} of warm-up, `;
      return `${warmup}cosine down to ${schedule.finalShare === 0 ? '0' : `${schedule.finalShare} of it`}`;
    }
  }
}

function describeSizes(sizes: TrainingOptions['smallerFirst']): string {
  return sizes.map(({ imageSize, epochs }) => `${formatCounted(epochs, 'epoch')} at ${imageSize} px`).join(', ');
}

function describeOptimizer(options: TrainingOptions): string {
  const { optimizer, momentum, nesterov, weightDecay, gradientClipNorm, accumulationSteps } = options;
  return [
    labelOf(optimizerChoices, optimizer),
    ...(optimizer === 'sgd' ? [`momentum ${momentum}${nesterov ? ' (Nesterov)' : ''}`] : []),
    ...(weightDecay > 0 ? [`weight decay ${formatSmall(weightDecay)}`] : []),
    ...(gradientClipNorm === null ? [] : [`gradients clipped at ${gradientClipNorm}`]),
    ...(accumulationSteps > 1 ? [`${accumulationSteps} batches an update`] : []),
  ].join(', ');
}

function describeLoss({ loss, focalGamma, labelSmoothing }: TrainingOptions): string {
  const name = `${labelOf(lossChoices, loss).toLowerCase()}${loss === 'focal' ? `, gamma ${focalGamma}` : ''}`;
  return labelSmoothing === 0 ? name : `${name}, label smoothing ${labelSmoothing}`;
}

function describeDistillation({ temperature, share, views, targets }: Distillation): string {
  const answering =
    targets === 'all' ? 'all networks answer' : 'networks answer that were not trained on a photograph, where there are any';
  return `${formatPercent(share)} of the loss, temperature ${temperature}, ${formatCounted(views, 'view')}, ${answering}`;
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
  const name = `${architectureNames[model.architecture]}${width === null ? '' : `, width ${width}`}`;
  return `${name}, ${isBackbone(model) && model.weights === 'imagenet' ? 'ImageNet' : 'random'} weights`;
}

function describeHead(model: ModelSpec): Fact[] {
  if (!isBackbone(model)) return [];
  const dense = model.denseUnits.length === 0 ? 'no dense layer' : `dense ${model.denseUnits.join(', ')}`;
  const pooling = model.pooling === 'levels' ? 'average and spread of every level' : `${model.pooling} pooling`;
  const parts = [pooling, ...(model.headNormalization ? ['normalisation'] : []), dense, `dropout ${model.dropout}`];
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
