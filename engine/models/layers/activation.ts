import { add, customGrad, erf, exp, mul, relu, relu6, scalar, serialization, sigmoid, square, tidy } from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { singleInput } from './single-input.ts';

export type ActivationName = 'relu' | 'relu6' | 'swish' | 'hard_swish' | 'gelu';

const functions: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  relu: (x) => relu(x),
  relu6: (x) => relu6(x),
  swish: (x) => mul(x, sigmoid(x)),
  hard_swish: hardSwish,
  gelu,
};

/**
 * max(x, 0); min(max(x, 0), 6) (Krizhevsky 2010); x / (1 + e^-x) (Ramachandran et al. 2017, arXiv 1710.05941); x min(max(x + 3, 0), 6) / 6 (Howard et
 * al. 2019, arXiv 1905.02244); x times the normal distribution's share below x (Hendrycks and Gimpel 2016, arXiv 1606.08415). In fewer operations than
 * tfjs's layers need, forward and backward. Saved as Keras's `Activation`.
 */
export class Activation extends layers.Layer {
  static readonly className = 'Activation';
  readonly #function: ActivationName;

  constructor(options: { name: string; function: ActivationName }) {
    super({ name: options.name });
    this.#function = options.function;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => functions[this.#function](singleInput(inputs)));
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), activation: this.#function };
  }
}

function hardSwish(x: Tensor): Tensor {
  return mul(mul(x, scalar(1 / 6)), relu6(add(x, scalar(3))));
}

/** With its gradient, share below + x e^(-x^2 / 2) / sqrt(2 pi), which reuses the share. */
const geluWithGradient = customGrad((x, save) => {
  const input = x as Tensor;
  const below = mul(add(erf(mul(input, scalar(Math.SQRT1_2))), scalar(1)), scalar(0.5));
  (save as GradSaveFunc)([input, below]);
  return {
    value: mul(input, below),
    gradFunc: (dy, saved) => {
      const [at, share] = saved as [Tensor, Tensor];
      const density = mul(exp(mul(square(at), scalar(-0.5))), scalar(1 / Math.sqrt(2 * Math.PI)));
      return mul(dy, add(share, mul(at, density)));
    },
  };
});

function gelu(x: Tensor): Tensor {
  return geluWithGradient(x);
}

/** What tfjs's own `Activation` layer, which a saved network is loaded with, does not know. */
class HardSwish extends serialization.Serializable {
  static readonly className = 'hardSwish';

  apply(x: Tensor): Tensor {
    return tidy(() => hardSwish(x));
  }

  getConfig(): serialization.ConfigDict {
    return {};
  }
}
serialization.registerClass(HardSwish);
