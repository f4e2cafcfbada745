import { argMax, cast, equal, keep, mean, mul, sum, tidy, Variable, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { lossPerPhotograph } from './loss.ts';
import type { Objective, Targets } from './loss.ts';

export interface Gradients {
  /** Mean over the batch of weight x loss. */
  readonly loss: Scalar;
  /** Photographs whose largest logit was that of their class, int32. */
  readonly correct: Scalar;
  /** By the name of the variable. */
  readonly gradients: Record<string, Tensor>;
}

/** A batch as tensors. */
export interface TensorBatch extends Targets {
  /** What the model's first layer takes. */
  readonly inputs: Tensor;
  /** The model's second input, where it has one. */
  readonly facts?: Tensor;
  /** Weight in the loss per photograph, float32 [n]. */
  readonly weights: Tensor1D;
}

/** The variables of a model that training changes. */
export function trainableVariables(model: LayersModel): Variable[] {
  const values: readonly Tensor[] = model.trainableWeights.map((weight) => weight.read());
  return values.filter((value): value is Variable => value instanceof Variable);
}

/**
 * One pass forward and backward in training mode (dropout on, normalisation by the batch; moving statistics are updated). The whole of a step but
 * for the optimizer. The caller disposes of the result.
 * @param model gives logits [n, classes]
 */
export function computeGradients(model: LayersModel, variables: Variable[], batch: TensorBatch, objective: Objective): Gradients {
  return tidy(() => {
    let correct: Scalar | undefined;
    const forward = (): Scalar => {
      const inputs = batch.facts === undefined ? batch.inputs : [batch.inputs, batch.facts];
      const logits = model.apply(inputs, { training: true }) as Tensor2D;
      // Kept, because variableGrads disposes of everything in here but the loss.
      correct = keep(sum<Scalar>(cast(equal(argMax(logits, 1), batch.labels), 'int32')));
      return mean(mul(lossPerPhotograph(logits, batch, objective), batch.weights));
    };
    const { value, grads } = variableGrads(forward, variables);
    return { loss: value, correct: correct as Scalar, gradients: grads };
  });
}
