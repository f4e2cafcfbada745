import { Variable } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { TrainTask } from '../../common/contract/engine-protocol.ts';
import { isBackbone } from '../../common/domain/model-spec.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import type { Network } from '../models/network.ts';
import type { TrainingStep } from './training-step.ts';

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

/**
 * The step of the first stage. While somebody works with its result, so that it can be saved or go on, the whole network holds it.
 * @param step of `head`
 * @param head the same network as `whole`, with its backbone frozen and with weights of its own
 */
export function headStep(step: TrainingStep, head: Network, whole: Network): TrainingStep {
  return {
    ...step,
    withResult: (work) =>
      step.withResult(() => {
        copyWeights(head, whole);
        return work();
      }),
  };
}

/** Gives one network the weights of another one with the same layers. They share the memory until one of them learns. */
export function copyWeights(from: Network, to: Network): void {
  const values = weightsByLayer(from);
  weightsByLayer(to).forEach((weight, index) => {
    const value = values[index];
    if (value === undefined) throw new Error('The network of the first stage has other layers.');
    weight.assign(value);
  });
}

/** In an order that does not depend on which layers are frozen, unlike that of `LayersModel.weights`. */
function weightsByLayer({ model }: Network): Variable[] {
  const values = model.layers.flatMap(({ weights }) => weights.map((weight) => weight.read()));
  return values.filter((value): value is Variable => value instanceof Variable);
}
