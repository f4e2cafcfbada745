import { cast, greaterEqual, mul, scalar, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { RandomSource } from './random-source.ts';
import { singleInput } from './single-input.ts';

/**
 * Sets a share of its inputs to zero while training and scales the rest up, so that the sum is kept (Srivastava et al. 2014, JMLR 15:1929); or whole
 * rows of the batch, which leaves out a block that is added to its own input (stochastic depth, Huang et al. 2016, arXiv 1603.09382). Does nothing while it
 * is not trainable. Saved as Keras's `Dropout`.
 */
export class SeededDropout extends layers.Layer {
  static readonly className = 'Dropout';
  readonly #rate: number;
  readonly #random: RandomSource;
  readonly #salt: number;
  readonly #dropsRows: boolean;

  /** @param options `salt`: a different number for each dropout of one network */
  constructor(options: { name: string; rate: number; random: RandomSource; salt: number; dropsRows?: boolean }) {
    super({ name: options.name });
    this.#rate = options.rate;
    this.#random = options.random;
    this.#salt = options.salt;
    this.#dropsRows = options.dropsRows ?? false;
  }

  override call(inputs: Tensor | Tensor[], options: Readonly<Record<string, unknown>>): Tensor {
    const input = singleInput(inputs);
    return tidy(() => {
      if (options['training'] !== true || !this.trainable || this.#rate === 0) return input.clone();
      const shape = this.#dropsRows ? input.shape.map((length, axis) => (axis === 0 ? length : 1)) : input.shape;
      const isKept = greaterEqual(this.#random.uniform(shape, this.#salt), scalar(this.#rate));
      return mul(input, mul(cast(isKept, 'float32'), scalar(1 / (1 - this.#rate))));
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), rate: this.#rate, ...(this.#dropsRows ? { noise_shape: [null, 1, 1, 1] } : {}) };
  }
}
