import { Option } from 'commander';
import type { Command } from 'commander';
import type { FactName } from '../../common/domain/patient-facts.ts';
import { MonitoredMetric, ResizeMode, TrainingOptions } from '../../common/domain/training-config.ts';
import type { Recipe } from '../../common/domain/recipe.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { addAugmentationOptions, changeAugmentation } from './augmentation-overrides.ts';
import type { AugmentationOverrides } from './augmentation-overrides.ts';
import { definedOnly } from './defined-only.ts';
import { addDistillationOptions, changeDistillation } from './distillation-overrides.ts';
import type { DistillationOverrides } from './distillation-overrides.ts';
import { addLearningOptions, learningChanges } from './learning-overrides.ts';
import type { LearningOverrides } from './learning-overrides.ts';
import { factList, positiveNumber, trainableLayers, wholeNumber, wholeNumberList } from './option-values.ts';

/** What the command line may change of a recipe. Whatever is absent stays as the recipe has it. */
export interface TrainingOverrides extends LearningOverrides, AugmentationOverrides, DistillationOverrides {
  readonly imageSize?: number;
  readonly resize?: string;
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly imbalance?: string;
  readonly featureVariants?: number;
  readonly facts?: FactName[];
  readonly earlyStopping?: boolean;
  readonly patience?: number;
  readonly stopBy?: MonitoredMetric;
  readonly bestBy?: string;
  readonly naming?: string;
  readonly seed?: number;
  readonly engine?: string;
  readonly weights?: string;
  readonly alpha?: number;
  readonly pooling?: string;
  readonly headNormalization?: boolean;
  readonly denseUnits?: number[];
  readonly dropout?: number;
}

export function addTrainingOptions(command: Command): Command {
  const metrics = MonitoredMetric.options;
  const { imbalance, engine, naming } = TrainingOptions.shape;
  const training = command
    .optionsGroup('Training, instead of what the recipe says:')
    .option('--batch-size <n>', 'photographs in a step', wholeNumber)
    .option('--epochs <n>', 'at most this many passes over the training part', wholeNumber)
    .option('--learning-rate <rate>', 'step size of the optimizer', positiveNumber)
    .addOption(new Option('--imbalance <way>', 'how rare diagnoses are met, in the training part').choices(imbalance.unwrap().options))
    .option('--early-stopping', 'stop when validation no longer gets better')
    .option('--no-early-stopping', 'train all epochs')
    .option('--patience <epochs>', 'epochs without a better one before stopping', wholeNumber)
    .addOption(new Option('--stop-by <metric>', 'metric that early stopping watches').choices(metrics))
    .addOption(new Option('--best-by <metric>', 'metric that chooses the epoch to keep').choices(metrics))
    .addOption(
      new Option('--naming <rule>', 'by which rule the trained network names; see: nevus runs name-by').choices(naming.unwrap().options),
    )
    .option('--seed <n>', 'seed of order, augmentation and first weights', wholeNumber)
    .addOption(new Option('--engine <name>', 'what computes').choices(engine.unwrap().options))
    .addOption(new Option('--resize <mode>', "how a photograph meets the network's square input").choices(ResizeMode.options))
    .option(
      '--feature-variants <n>',
      "how often a frozen backbone computes each photograph's features, the first time unchanged",
      wholeNumber,
    );
  return addAugmentationOptions(addDistillationOptions(addLearningOptions(training)))
    .optionsGroup('Network, instead of what the recipe says:')
    .option('--facts <list>', 'what it is told beside the photograph, where it is known: age,sex,site, some of them, or none', factList)
    .option('--image-size <pixels>', 'height and width of the input', wholeNumber)
    .addOption(new Option('--weights <start>', 'where the backbone starts').choices(['imagenet', 'random']))
    .option('--trainable <layers>', 'head: train the head only; all; from:<name>: that layer or block and all after it', trainableLayers)
    .option('--alpha <multiplier>', 'width of the backbone, where it comes in several', positiveNumber)
    .addOption(new Option('--pooling <way>', 'how the last maps become one vector').choices(['average', 'max', 'levels']))
    .option('--head-normalization', 'normalise the pooled features by the batch, in place of the first dropout')
    .option('--no-head-normalization', 'do not')
    .option('--dense-units <list>', 'units of the dense layers of the head: 128,64 or none', wholeNumberList)
    .option('--dropout <share>', 'share of units dropped before the last layer', Number);
}

/** The recipe's options with what the user changed. Throws `invalid-input` naming each option that cannot be. */
export function applyOverrides(recipe: Recipe, overrides: TrainingOverrides): TrainingOptions {
  const { options } = recipe;
  const candidate = {
    ...options,
    ...definedOnly({
      resizeMode: overrides.resize,
      batchSize: overrides.batchSize,
      epochs: overrides.epochs,
      learningRate: overrides.learningRate,
      imbalance: overrides.imbalance,
      featureVariants: overrides.featureVariants,
      facts: overrides.facts,
      bestBy: overrides.bestBy,
      naming: overrides.naming,
      seed: overrides.seed,
      engine: overrides.engine,
    }),
    ...learningChanges(options, overrides),
    model: { ...options.model, ...modelOverrides(recipe, overrides) },
    distillation: changeDistillation(options, overrides),
    augmentation: changeAugmentation(options.augmentation, overrides),
    earlyStopping: earlyStopping(options, overrides),
  };
  const parsed = TrainingOptions.safeParse(candidate);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`);
  throw new AppError('invalid-input', `These training options cannot be: ${reasons.join('; ')}.`);
}

const modelFlags = {
  imageSize: '--image-size',
  weights: '--weights',
  trainable: '--trainable',
  alpha: '--alpha',
  pooling: '--pooling',
  headNormalization: '--head-normalization',
  denseUnits: '--dense-units',
  dropout: '--dropout',
} as const;

function modelOverrides(recipe: Recipe, overrides: TrainingOverrides): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const key of Object.keys(modelFlags) as (keyof typeof modelFlags)[]) {
    const value = overrides[key];
    if (value === undefined) continue;
    if (!(key in recipe.options.model)) {
      const message = `${modelFlags[key]} does not fit the recipe ${recipe.id}: its network (${recipe.options.model.architecture}) has no such setting.`;
      throw new AppError('invalid-input', message, { option: modelFlags[key], recipe: recipe.id });
    }
    changed[key] = value;
  }
  return changed;
}

function earlyStopping(options: TrainingOptions, overrides: TrainingOverrides): unknown {
  if (overrides.earlyStopping === false) return null;
  const changes = definedOnly({ metric: overrides.stopBy, patience: overrides.patience });
  const isWanted = overrides.earlyStopping === true || Object.keys(changes).length > 0;
  if (options.earlyStopping === null) return isWanted ? { ...changes } : null;
  return { ...options.earlyStopping, ...changes };
}
