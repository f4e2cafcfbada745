import { reverse, serialization } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { singleInput } from './single-input.ts';

/** Red, green, blue to blue, green, red: the order in which the first ImageNet networks were trained. Neither Keras nor tfjs has a layer for it. */
export class ReverseChannels extends layers.Layer {
  static readonly className = 'ReverseChannels';

  override call(inputs: Tensor | Tensor[]): Tensor {
    return reverse(singleInput(inputs), -1);
  }
}
serialization.registerClass(ReverseChannels);
