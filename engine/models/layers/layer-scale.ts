import { mul, serialization, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { channelsOf, singleInput } from './single-input.ts';

/** A factor for each channel, learned from a small beginning (Touvron et al. 2021, arXiv 2103.17239). Saved under the name of Keras's layer in ConvNeXt. */
export class LayerScale extends layers.Layer {
  static readonly className = 'LayerScale';
  readonly #first: number;
  #gamma!: LayerVariable;

  /** @param options `initValues`: what every factor begins with */
  constructor(options: { name: string; initValues: number }) {
    super({ name: options.name });
    this.#first = options.initValues;
  }

  override build(inputShape: (number | null)[] | (number | null)[][]): void {
    const initializer = initializers.constant({ value: this.#first });
    this.#gamma = this.addWeight('gamma', [channelsOf(this.name, inputShape)], 'float32', initializer);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => mul(singleInput(inputs), this.#gamma.read()));
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), initValues: this.#first };
  }
}
serialization.registerClass(LayerScale);
