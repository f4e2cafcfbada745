import { tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BatchField } from '../graph/batch-field.ts';

/** What the model takes of a batch, as tensors: bytes or features and, where it takes them, encoded facts. */
export function toInputs(model: LayersModel, inputs: Uint8Array | Float32Array, size: number, facts?: Float32Array): Tensor[] {
  const given = fed(inputs, facts);
  if (given.length !== model.inputs.length)
    throw new Error(`The network has ${model.inputs.length} inputs, but ${given.length} were given.`);
  return model.inputs.map(({ shape }, index) => {
    const values = given[index] as Uint8Array | Float32Array;
    return tensor(values instanceof Float32Array ? values : Float32Array.from(values), [size, ...(shape.slice(1) as number[])]);
  });
}

/** The same as it is fed to a graph. */
export function fed(inputs: Uint8Array | Float32Array, facts?: Float32Array): (Uint8Array | Float32Array)[] {
  return facts === undefined ? [inputs] : [inputs, facts];
}

/** Encoded facts as a graph's input. */
export function factsField(rowShape: readonly number[]): BatchField {
  return { name: 'facts', fedAs: 'float32', rowShape, example: (random) => random.next() };
}
