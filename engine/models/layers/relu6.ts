import { relu6 } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * min(max(x, 0), 6) in one operation (Krizhevsky 2010); tfjs's own layer computes it in two, with a gradient of five. Saved as Keras's `Activation`.
 */
export class Relu6 extends layers.Layer {
  static readonly className = 'Activation';

  override call(inputs: Tensor | Tensor[]): Tensor {
    return relu6(Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs);
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), activation: 'relu6' };
  }
}
