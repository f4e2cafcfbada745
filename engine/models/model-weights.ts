import { Variable } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Every weight of a model once, moving statistics too. */
export function modelWeights(model: LayersModel): Variable[] {
  const values: readonly Tensor[] = model.weights.map((weight) => weight.read());
  return [...new Set(values.filter((value): value is Variable => value instanceof Variable))];
}
