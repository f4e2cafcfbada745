import { batchNorm, engine, moments, mul, ones, reshape, scalar, sub, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { fusedNormalizationKernel, hasKernel } from '../../backends/own-kernels.ts';
import { channelsOf, singleInput } from './single-input.ts';

/**
 * Share of the moving mean and variance that a step keeps. Keras's .99 needs hundreds of steps before validation means anything; a small data
 * set does not have them.
 */
const momentum = 0.9;

export interface BatchNormalizationOptions {
  readonly name: string;
  /** Added to the variance before the root; Keras's layer has 1e-3. */
  readonly epsilon?: number;
  /** False where there is no gamma. */
  readonly scale?: boolean;
  readonly trainable?: boolean;
}

/**
 * Batch normalisation over all axes but the last (Ioffe and Szegedy 2015, arXiv 1502.03167), as tfjs's own, but in one operation where the backend
 * has it: a third of the time and memory. While it is not trainable it normalises by the moving statistics and leaves them as they are, in training too, as
 * Keras does and tfjs does not. Saved as Keras's `BatchNormalization`.
 */
export class BatchNormalization extends layers.Layer {
  static readonly className = 'BatchNormalization';
  readonly #epsilon: number;
  readonly #hasScale: boolean;
  #channels = 0;
  #gamma: LayerVariable | undefined;
  #beta!: LayerVariable;
  #movingMean!: LayerVariable;
  #movingVariance!: LayerVariable;

  constructor({ name, epsilon = 1e-3, scale = true, trainable = true }: BatchNormalizationOptions) {
    super({ name, trainable });
    this.#epsilon = epsilon;
    this.#hasScale = scale;
  }

  override build(inputShape: (number | null)[] | (number | null)[][]): void {
    this.#channels = channelsOf(this.name, inputShape);
    const add = (name: string, initializer: 'zeros' | 'ones', isTrainable: boolean): LayerVariable =>
      this.addWeight(name, [this.#channels], 'float32', initializers[initializer](), undefined, isTrainable);
    if (this.#hasScale) this.#gamma = add('gamma', 'ones', true);
    this.#beta = add('beta', 'zeros', true);
    this.#movingMean = add('moving_mean', 'zeros', false);
    this.#movingVariance = add('moving_variance', 'ones', false);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[], options: Readonly<Record<string, unknown>>): Tensor {
    const input = singleInput(inputs);
    return tidy(() => (options['training'] === true && this.trainable ? this.#normalizeByBatch(input) : this.#normalizeByMoving(input)));
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), axis: -1, momentum, epsilon: this.#epsilon, center: true, scale: this.#hasScale };
  }

  #normalizeByMoving(input: Tensor): Tensor {
    return batchNorm(
      input,
      this.#movingMean.read() as Tensor1D,
      this.#movingVariance.read() as Tensor1D,
      this.#beta.read() as Tensor1D,
      this.#scale() as Tensor1D,
      this.#epsilon,
    );
  }

  #scale(): Tensor {
    return this.#gamma?.read() ?? ones([this.#channels]);
  }

  #normalizeByBatch(input: Tensor): Tensor {
    const gamma = this.#scale();
    const beta = this.#beta.read();
    const [output, mean, variance] = hasKernel(fusedNormalizationKernel)
      ? normalizeFused(input, gamma, beta, this.#epsilon)
      : normalizePlainly(input, gamma, beta, this.#epsilon);
    moveTowards(this.#movingMean, mean);
    moveTowards(this.#movingVariance, variance);
    return output;
  }
}

type Normalized = readonly [output: Tensor, mean: Tensor, variance: Tensor];

function normalizeFused(input: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): Normalized {
  const channels = input.shape.at(-1) as number;
  const x = input.rank === 4 ? input : reshape(input, [-1, 1, 1, channels]);
  const [output, mean, variance] = engine().runKernel(fusedNormalizationKernel, { x, gamma, beta }, { epsilon }) as unknown as Tensor[];
  return [input.rank === 4 ? (output as Tensor) : reshape(output as Tensor, input.shape), mean as Tensor, variance as Tensor];
}

function normalizePlainly(input: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): Normalized {
  const axes = input.shape.map((_, axis) => axis).slice(0, -1);
  const { mean, variance } = moments(input, axes);
  const output = batchNorm(input as Tensor4D, mean as Tensor1D, variance as Tensor1D, beta as Tensor1D, gamma as Tensor1D, epsilon);
  return [output, mean, variance];
}

function moveTowards(moving: LayerVariable, value: Tensor): void {
  const old = moving.read();
  moving.write(sub(old, mul(sub(old, value), scalar(1 - momentum))));
}
