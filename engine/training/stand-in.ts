import { Variable } from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.ts';
import type { TrainingStep } from './training-step.ts';

/**
 * The step of a network that learns in place of the whole one: the same with its backbone frozen, or for smaller photographs. While somebody works with its result,
 * so that it can be saved or go on, the whole network holds it.
 * @param step of `own`
 * @param own the same layers as in `whole`, with weights of their own
 */
export function standInStep(step: TrainingStep, own: Network, whole: Network): TrainingStep {
  return {
    ...step,
    withResult: (work) =>
      step.withResult(() => {
        copyWeights(own, whole);
        return work();
      }),
  };
}

/**
 * Gives one network the weights of another one with the same layers. They share the memory until one of them learns.
 * @throws Error where the weights are not the same ones, in the same order
 */
export function copyWeights(from: Network, to: Network): void {
  const values = weightsByLayer(from);
  const targets = weightsByLayer(to);
  const isSame = targets.every(({ name, variable }, index) => {
    const other = values[index];
    return other?.name === name && String(other.variable.shape) === String(variable.shape);
  });
  if (!isSame || values.length !== targets.length) throw new Error(`The two networks (${to.spec.architecture}) have not the same weights.`);
  targets.forEach(({ variable }, index) => variable.assign((values[index] as NamedVariable).variable));
}

interface NamedVariable {
  readonly name: string;
  readonly variable: Variable;
}

/** In an order that does not depend on which layers are frozen, unlike that of `LayersModel.weights`. Names are those that weights have in their layers. */
function weightsByLayer({ model }: Network): NamedVariable[] {
  return model.layers
    .flatMap(({ weights }) => weights.map((weight) => ({ name: weight.originalName, variable: weight.read() })))
    .filter((each): each is NamedVariable => each.variable instanceof Variable);
}
