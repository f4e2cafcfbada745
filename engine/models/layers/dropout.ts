import { cast, greaterEqual, mul, scalar, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { RandomSource } from './random-source.ts';

/**
 * Sets a share of its inputs to zero while training and scales the rest up, so that the sum is kept (Srivastava et al. 2014, JMLR 15:1929).
 * Saved as Keras's `Dropout`.
 */
export class SeededDropout extends layers.Layer {
  static readonly className = 'Dropout';
  readonly #rate: number;
  readonly #random: RandomSource;
  readonly #salt: number;

  /** @param salt a different number for each dropout of one network */
  constructor(options: { name: string; rate: number; random: RandomSource; salt: number }) {
    super({ name: options.name });
    this.#rate = options.rate;
    this.#random = options.random;
    this.#salt = options.salt;
  }

  override call(inputs: Tensor | Tensor[], options: Readonly<Record<string, unknown>>): Tensor {
    const input = Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
    return tidy(() => {
      if (options['training'] !== true || this.#rate === 0) return input.clone();
      const isKept = greaterEqual(this.#random.uniform(input.shape, this.#salt), scalar(this.#rate));
      return mul(input, mul(cast(isKept, 'float32'), scalar(1 / (1 - this.#rate))));
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), rate: this.#rate };
  }
}
