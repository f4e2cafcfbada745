import { div, maximum, scalar, serialization, sqrt, sub, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { channelsOf, singleInput } from './single-input.ts';

/** Keras divides by no less. */
const smallestDeviation = 1e-7;

/**
 * (x - mean) / deviation by channel, with statistics that come with the weights and are not trained. Saved as Keras's `Normalization`, with its third
 * weight, a count that nothing here reads.
 */
export class ChannelNormalization extends layers.Layer {
  static readonly className = 'Normalization';
  #mean!: LayerVariable;
  #variance!: LayerVariable;

  override build(inputShape: (number | null)[] | (number | null)[][]): void {
    const channels = channelsOf(this.name, inputShape);
    this.#mean = this.addWeight('mean', [channels], 'float32', initializers.zeros(), undefined, false);
    this.#variance = this.addWeight('variance', [channels], 'float32', initializers.ones(), undefined, false);
    this.addWeight('count', [], 'float32', initializers.zeros(), undefined, false);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => div(sub(singleInput(inputs), this.#mean.read()), maximum(sqrt(this.#variance.read()), scalar(smallestDeviation))));
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), axis: -1 };
  }
}
serialization.registerClass(ChannelNormalization);
