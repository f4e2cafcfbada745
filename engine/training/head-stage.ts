import type { z } from 'zod';
import type { TrainTask } from '../../common/contract/engine-protocol.ts';
import { isBackbone } from '../../common/domain/model-spec.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';

/**
 * The task of the first stage: what a run that trains the head only would be given. There are no more variants of a photograph than epochs to show them in,
 * so that the backbone is never run more often than it would be without kept features.
 */
export function headTask(task: z.infer<typeof TrainTask>, headFirst: NonNullable<TrainingOptions['headFirst']>): z.infer<typeof TrainTask> {
  const { options } = task;
  const { model } = options;
  if (!isBackbone(model)) throw new Error(`${model.architecture} has no backbone to freeze.`);
  const featureVariants = Math.min(options.featureVariants, headFirst.epochs);
  return { ...task, options: { ...options, featureVariants, model: { ...model, trainable: 'head' } } };
}
