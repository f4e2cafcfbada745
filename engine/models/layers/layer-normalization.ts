import { add, customGrad, mean, mul, rsqrt, scalar, serialization, square, sub, sum, tidy } from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { channelsOf, singleInput } from './single-input.ts';

/**
 * Normalisation over the last axis, each place for itself (Ba et al. 2016, arXiv 1607.06450). tfjs's own repeats the moments to the input's size. Saved
 * as Keras's `LayerNormalization`, and takes the place of tfjs's when a saved network is loaded.
 */
export class LayerNormalization extends layers.Layer {
  static readonly className = 'LayerNormalization';
  readonly #epsilon: number;
  #gamma!: LayerVariable;
  #beta!: LayerVariable;

  constructor({ name, epsilon }: { name: string; epsilon: number }) {
    super({ name });
    this.#epsilon = epsilon;
  }

  override build(inputShape: (number | null)[] | (number | null)[][]): void {
    const channels = channelsOf(this.name, inputShape);
    this.#gamma = this.addWeight('gamma', [channels], 'float32', initializers.ones());
    this.#beta = this.addWeight('beta', [channels], 'float32', initializers.zeros());
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => add(mul(normalize(singleInput(inputs), this.#epsilon), this.#gamma.read()), this.#beta.read()));
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), axis: -1, epsilon: this.#epsilon, center: true, scale: true };
  }
}
serialization.registerClass(LayerNormalization);

/** (x - mean) / sqrt(variance + epsilon); its gradient needs no more than the result and the root. */
function normalize(x: Tensor, epsilon: number): Tensor {
  return customGrad((input, save) => {
    const centred = sub(input as Tensor, mean(input as Tensor, -1, true));
    const inverseRoot = rsqrt(add(mean(square(centred), -1, true), scalar(epsilon)));
    const value = mul(centred, inverseRoot);
    (save as GradSaveFunc)([value, inverseRoot]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [normalized, factor] = saved as [Tensor, Tensor];
        const share = scalar(1 / (normalized.shape.at(-1) as number));
        const direct = sub(dy, mul(sum(dy, -1, true), share));
        const along = mul(normalized, mul(sum(mul(dy, normalized), -1, true), share));
        return mul(factor, sub(direct, along));
      },
    };
  })(x);
}
