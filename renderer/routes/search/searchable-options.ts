import { optionAt } from '../../../common/search/option-paths.ts';
import { widthOf, widthsOf } from '../../../common/domain/model-spec.ts';
import type { SearchDimension, SearchValues } from '../../../common/domain/search.ts';
import type { TrainingOptions } from '../../../common/domain/training-config.ts';
import type { AugmentationStrength } from '../../state/train-draft.ts';
import {
  augmentationFields,
  imbalanceChoices,
  lossChoices,
  optimizerChoices,
  poolingChoices,
  resizeChoices,
  scheduleChoices,
  trainableChoices,
} from '../train/option-labels.ts';

export type OptionValue = SearchValues[string];

/** One of the values that an option has names for. */
export interface NamedValue {
  readonly value: OptionValue;
  readonly label: string;
}

/** A training option that the search form offers. */
export interface SearchableOption {
  readonly path: string;
  readonly label: string;
  /** What is proposed when it is added. */
  readonly propose: (options: TrainingOptions) => SearchDimension;
  /** Its values by name; absent for figures. */
  readonly named?: readonly NamedValue[];
  /** Figures that are whole numbers. */
  readonly isWhole?: boolean;
  /** Each value is a list of figures. */
  readonly isList?: boolean;
  /** Where it means something; absent: wherever the options have it. */
  readonly isOffered?: (options: TrainingOptions) => boolean;
}

const onOff: readonly NamedValue[] = [
  { value: true, label: 'on' },
  { value: false, label: 'off' },
];

/** As strong as is still usual. */
const strongest: Readonly<Record<AugmentationStrength, number>> = {
  rotationDegrees: 45,
  shift: 0.15,
  zoom: 0.3,
  shear: 15,
  brightness: 0.3,
  contrast: 0.4,
  saturation: 0.4,
  hue: 0.1,
  cutout: 0.5,
  mixup: 0.4,
  cutmix: 1,
};

/** In the order in which they are offered. */
const searchableOptions: readonly SearchableOption[] = [
  {
    path: 'learningRate',
    label: 'Learning rate',
    propose: ({ learningRate }) => ({ kind: 'log', path: 'learningRate', from: learningRate / 10, to: Math.min(1, learningRate * 10) }),
  },
  named('optimizer', 'Optimizer', optimizerChoices),
  range('momentum', 'Momentum', 'linear', 0.8, 0.99, ({ optimizer }) => optimizer === 'sgd'),
  range('weightDecay', 'Weight decay', 'log', 1e-5, 0.1),
  range('gradientClipNorm', 'Gradients clipped at', 'log', 0.1, 10),
  range('averageDecay', 'Average of the weights', 'linear', 0.99, 0.9999),
  listed('batchSize', 'Batch size', () => [16, 32, 64], { isWhole: true }),
  listed('accumulationSteps', 'Batches an update', () => [1, 2, 4], { isWhole: true }),
  named(
    'schedule.kind',
    'Schedule',
    scheduleChoices.filter(({ value }) => value !== 'step'),
  ),
  range('schedule.finalShare', 'Schedule ends at', 'linear', 0, 0.2),
  range('schedule.warmupEpochs', 'Warm-up, epochs', 'linear', 0, 3),
  named('loss', 'Loss', lossChoices),
  range('focalGamma', 'Focal gamma', 'linear', 0.5, 5, ({ loss }) => loss === 'focal'),
  range('labelSmoothing', 'Label smoothing', 'linear', 0, 0.2),
  named('imbalance', 'Rare diagnoses', imbalanceChoices),
  range('model.dropout', 'Dropout', 'linear', 0, 0.6),
  listed('model.denseUnits', 'Dense layers', () => [[], [64], [128], [256]], { isList: true }),
  {
    path: 'model.headNormalization',
    label: 'Head normalised',
    propose: () => choice('model.headNormalization', [true, false]),
    named: onOff,
  },
  named('model.pooling', 'Pooling', poolingChoices),
  named(
    'model.trainable',
    'Trains',
    trainableChoices.filter(({ value }) => value !== 'from'),
  ),
  listed('model.alpha', 'Width of the network', ({ model }) => [...widthsOf(model.architecture)], {
    isOffered: ({ model }) => widthOf(model) !== null,
  }),
  listed('model.imageSize', 'Image size, px', ({ model: { imageSize } }) => [Math.round((imageSize * 2) / 3), imageSize], {
    isWhole: true,
  }),
  named('resizeMode', 'To the square input', resizeChoices),
  { path: 'augmentation.flips', label: 'Flips', propose: () => choice('augmentation.flips', [true, false]), named: onOff },
  { path: 'augmentation.rotations', label: 'Quarter turns', propose: () => choice('augmentation.rotations', [true, false]), named: onOff },
  ...augmentationFields.map(({ field, label }) => range(`augmentation.${field}`, label, 'linear', 0, strongest[field])),
  { ...range('featureVariants', 'Variants of each', 'integer', 1, 4, isFrozen), isWhole: true },
  { ...range('earlyStopping.patience', 'Patience, epochs', 'integer', 3, 15), isWhole: true },
];

/** Options that these can be searched over, and are not yet. */
export function offeredOptions(options: TrainingOptions, taken: readonly string[]): SearchableOption[] {
  return searchableOptions.filter(
    ({ path, isOffered }) => !taken.includes(path) && hasOption(options, path) && (isOffered?.(options) ?? true),
  );
}

export function searchableOption(path: string): SearchableOption | undefined {
  return searchableOptions.find((option) => option.path === path);
}

/** What people call an option: `Learning rate`; its path where it has no name here. */
export function nameOfOption(path: string): string {
  return searchableOption(path)?.label ?? path;
}

/** A value in words: `Class weights`, `128, 64`, `none`. */
export function nameOfValue(path: string, value: OptionValue): string {
  const name = searchableOption(path)?.named?.find((known) => isSame(known.value, value));
  if (name !== undefined) return name.label;
  if (value === null) return 'off';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((figure) => JSON.stringify(figure)).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function isSame(a: OptionValue, b: OptionValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function hasOption(options: TrainingOptions, path: string): boolean {
  return optionAt(options, path) !== undefined;
}

function isFrozen({ model }: TrainingOptions): boolean {
  return 'trainable' in model && model.trainable === 'head';
}

function choice(path: string, values: OptionValue[]): SearchDimension {
  return { kind: 'choice', path, values };
}

function range(
  path: string,
  label: string,
  kind: 'log' | 'linear' | 'integer',
  from: number,
  to: number,
  isOffered?: SearchableOption['isOffered'],
): SearchableOption {
  return { path, label, propose: () => ({ kind, path, from, to }), ...(isOffered === undefined ? {} : { isOffered }) };
}

function named(path: string, label: string, choices: readonly { readonly value: string; readonly label: string }[]): SearchableOption {
  return {
    path,
    label,
    propose: () =>
      choice(
        path,
        choices.map(({ value }) => value),
      ),
    named: choices,
  };
}

function listed(
  path: string,
  label: string,
  values: (options: TrainingOptions) => OptionValue[],
  more: Pick<SearchableOption, 'isWhole' | 'isList' | 'isOffered'>,
): SearchableOption {
  return { path, label, propose: (options) => choice(path, values(options)), ...more };
}
