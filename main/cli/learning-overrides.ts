import { Option } from 'commander';
import type { Command } from 'commander';
import type { Trainable } from '../../common/domain/model-spec.ts';
import { TrainingOptions } from '../../common/domain/training-config.ts';
import type { SmallerSize } from '../../common/domain/training-phases.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { definedOnly } from './defined-only.ts';
import { numberOrNone, positiveNumber, share, smallerSizes, wholeNumber } from './option-values.ts';

/** How a training learns: what the command line may change of a recipe. */
export interface LearningOverrides {
  readonly optimizer?: string;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly weightDecay?: number;
  readonly clipNorm?: number | 'none';
  readonly loss?: string;
  readonly focalGamma?: number;
  readonly labelSmoothing?: number;
  readonly schedule?: string;
  readonly stepEpochs?: number;
  readonly stepFactor?: number;
  readonly warmupEpochs?: number;
  readonly finalShare?: number;
  readonly headFirst?: number | false;
  readonly headRate?: number;
  readonly smallerFirst?: SmallerSize[];
  readonly trainable?: Trainable;
  readonly averageDecay?: number | 'none';
  readonly accumulate?: number;
  readonly precision?: string;
  readonly checkpointMinutes?: number;
  readonly whenOutOfMemory?: string;
}

/** Keras's for AdamW; without any, AdamW would be Adam. */
const usualWeightDecay = 0.004;

export function addLearningOptions(command: Command): Command {
  const { optimizer, loss, precision, whenOutOfMemory } = TrainingOptions.shape;
  return command
    .addOption(new Option('--optimizer <name>', 'how weights are changed').choices(optimizer.unwrap().options))
    .option('--momentum <share>', 'what sgd keeps of its past direction', share)
    .option('--nesterov', 'let sgd look ahead')
    .option('--no-nesterov', 'do not')
    .option('--weight-decay <share>', `what weights lose at each update, times the rate; adamw: ${usualWeightDecay} unless given`, share)
    .option('--clip-norm <norm>', 'scale larger gradients down to this norm, or none', numberOrNone)
    .addOption(new Option('--schedule <way>', 'how the learning rate goes on').choices(['constant', 'step', 'cosine']))
    .option('--step-epochs <n>', 'of the step schedule: epochs between two steps', wholeNumber)
    .option('--step-factor <share>', 'of the step schedule: what a step leaves of the rate', positiveNumber)
    .option('--warmup-epochs <n>', 'of the cosine schedule: epochs in which the rate rises', Number)
    .option('--final-share <share>', 'of the cosine schedule: what is left of the rate in the end', share)
    .option('--head-first <epochs>', 'so many of the epochs train the head alone, on the frozen backbone, before the rest', wholeNumber)
    .option('--no-head-first', 'do not')
    .option('--head-rate <rate>', 'learning rate of that first stage', positiveNumber)
    .option(
      '--smaller-first <sizes>',
      'epochs on smaller photographs before the others, as pixels:epochs: 128:6,176:4, or none',
      smallerSizes,
    )
    .addOption(new Option('--loss <name>', 'what is made small').choices(loss.unwrap().options))
    .option('--focal-gamma <exponent>', 'how much less the focal loss counts what is right already', Number)
    .option('--label-smoothing <share>', 'share of the target that goes to all classes alike', share)
    .option('--average-decay <share>', 'validate and keep a moving average of the weights that keeps this share, or none', numberOrNone)
    .option('--accumulate <batches>', 'batches that make one update together', wholeNumber)
    .addOption(new Option('--precision <way>', 'mixed: in 16 bits where the device gains').choices(precision.unwrap().options))
    .option('--checkpoint-minutes <n>', 'time between two checkpoints within an epoch', positiveNumber)
    .addOption(new Option('--when-out-of-memory <way>', 'stop, or halve the batches').choices(whenOutOfMemory.unwrap().options));
}

/** The options that were changed. Throws `invalid-input` where a part of a schedule belongs to another one. */
export function learningChanges(options: TrainingOptions, overrides: LearningOverrides): Record<string, unknown> {
  const isNewAdamW = overrides.optimizer === 'adamw' && options.weightDecay === 0;
  return definedOnly({
    optimizer: overrides.optimizer,
    momentum: overrides.momentum,
    nesterov: overrides.nesterov,
    weightDecay: overrides.weightDecay ?? (isNewAdamW ? usualWeightDecay : undefined),
    gradientClipNorm: overrides.clipNorm === 'none' ? null : overrides.clipNorm,
    loss: overrides.loss,
    focalGamma: overrides.focalGamma,
    labelSmoothing: overrides.labelSmoothing,
    schedule: changeSchedule(options.schedule, overrides),
    headFirst: changeHeadFirst(options.headFirst, overrides),
    // Where the head is all that is to be trained, a recipe's smaller sizes go.
    smallerFirst: overrides.smallerFirst ?? (overrides.trainable === 'head' ? [] : undefined),
    averageDecay: overrides.averageDecay === 'none' ? null : overrides.averageDecay,
    accumulationSteps: overrides.accumulate,
    precision: overrides.precision,
    checkpointMinutes: overrides.checkpointMinutes,
    whenOutOfMemory: overrides.whenOutOfMemory,
  });
}

/** Where the head is all that is to be trained, a recipe's first stage goes. */
function changeHeadFirst(recipes: TrainingOptions['headFirst'], { headFirst, headRate, trainable }: LearningOverrides): unknown {
  if (headFirst === false || (headFirst === undefined && trainable === 'head')) return null;
  const changes = definedOnly({ epochs: headFirst, learningRate: headRate });
  return Object.keys(changes).length === 0 ? recipes : { ...recipes, ...changes };
}

const scheduleParts = {
  stepEpochs: ['step', '--step-epochs', 'everyEpochs'],
  stepFactor: ['step', '--step-factor', 'factor'],
  warmupEpochs: ['cosine', '--warmup-epochs', 'warmupEpochs'],
  finalShare: ['cosine', '--final-share', 'finalShare'],
} as const;

function changeSchedule(recipes: TrainingOptions['schedule'], overrides: LearningOverrides): Record<string, unknown> {
  const kind = overrides.schedule ?? recipes.kind;
  const changed: Record<string, unknown> = kind === recipes.kind ? { ...recipes } : { kind };
  for (const [key, [belongsTo, flag, part]] of Object.entries(scheduleParts)) {
    const value = overrides[key as keyof typeof scheduleParts];
    if (value === undefined) continue;
    if (belongsTo !== kind) {
      throw new AppError(
        'invalid-input',
        `${flag} belongs to the ${belongsTo} schedule, and this one is ${kind}: add --schedule ${belongsTo}.`,
        {
          option: flag,
        },
      );
    }
    changed[part] = value;
  }
  return changed;
}
