import { tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** A batch's bytes or features as the tensor that the model's first layer takes. */
export function toInputs(model: LayersModel, inputs: Uint8Array | Float32Array, size: number): Tensor {
  const values = inputs instanceof Float32Array ? inputs : Float32Array.from(inputs);
  return tensor(values, [size, ...(model.inputs[0]?.shape.slice(1) as number[])]);
}
