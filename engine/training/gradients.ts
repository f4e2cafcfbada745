import { argMax, cast, equal, keep, losses, mean, mul, oneHot, Reduction, sum, tidy, Variable, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export interface Gradients {
  /** Mean over the batch of weight x cross-entropy. */
  readonly loss: Scalar;
  /** Photographs whose largest logit was that of their class, int32. */
  readonly correct: Scalar;
  /** By the name of the variable. */
  readonly gradients: Record<string, Tensor>;
}

/** A batch as tensors. */
export interface TensorBatch {
  /** What the model's first layer takes. */
  readonly inputs: Tensor;
  /** Class index per photograph, int32 [n]. */
  readonly labels: Tensor1D;
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
export function computeGradients(model: LayersModel, variables: Variable[], batch: TensorBatch): Gradients {
  return tidy(() => {
    let correct: Scalar | undefined;
    const forward = (): Scalar => {
      const logits = model.apply(batch.inputs, { training: true }) as Tensor2D;
      // Kept, because variableGrads disposes of everything in here but the loss.
      correct = keep(sum<Scalar>(cast(equal(argMax(logits, 1), batch.labels), 'int32')));
      const target = oneHot(batch.labels, logits.shape[1]);
      const perPhotograph = losses.softmaxCrossEntropy(target, logits, undefined, 0, Reduction.NONE);
      return mean(mul(perPhotograph, batch.weights));
    };
    const { value, grads } = variableGrads(forward, variables);
    return { loss: value, correct: correct as Scalar, gradients: grads };
  });
}
