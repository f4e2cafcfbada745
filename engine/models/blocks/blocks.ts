import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Activation } from '../layers/activation.ts';
import type { ActivationName } from '../layers/activation.ts';
import { BatchNormalization } from '../layers/batch-normalization.ts';
import { applyLayer } from '../network.ts';
import type { BuildContext } from '../network.ts';
import type { SeededInitializers } from '../seeded-initializers.ts';

type Padding = 'same' | 'valid';
type Kernel = number | [number, number];

interface ConvolutionOptions {
  readonly strides?: number;
  readonly padding?: Padding;
  readonly useBias?: boolean;
}

/** The layers of which the backbones consist, with what one architecture has in common: its normalisation's epsilon and its first weights. */
export class Blocks {
  readonly context: BuildContext;
  readonly #epsilon: number;
  readonly #initializer: () => ReturnType<SeededInitializers['glorotUniform']>;

  constructor(context: BuildContext, options: { readonly epsilon?: number; readonly firstWeights?: 'glorot' | 'he-by-outputs' } = {}) {
    const { initializers } = context;
    this.context = context;
    this.#epsilon = options.epsilon ?? 1e-3;
    this.#initializer = () => (options.firstWeights === 'he-by-outputs' ? initializers.heByOutputs() : initializers.glorotUniform());
  }

  convolution(to: SymbolicTensor, name: string, filters: number, kernelSize: Kernel, options: ConvolutionOptions = {}): SymbolicTensor {
    const { strides = 1, padding = 'same', useBias = false } = options;
    const kernelInitializer = this.#initializer();
    return applyLayer(layers.conv2d({ name, filters, kernelSize, strides, padding, useBias, kernelInitializer }), to);
  }

  /** One filter for each channel. */
  depthwise(to: SymbolicTensor, name: string, kernelSize: number, options: ConvolutionOptions = {}): SymbolicTensor {
    const { strides = 1, padding = 'same', useBias = false } = options;
    const depthwiseInitializer = this.#initializer();
    return applyLayer(layers.depthwiseConv2d({ name, kernelSize, strides, padding, useBias, depthwiseInitializer }), to);
  }

  /** One 3 x 3 filter for each channel, then a mixture of the channels; no bias. */
  separable(to: SymbolicTensor, name: string, filters: number): SymbolicTensor {
    const depthwiseInitializer = this.#initializer();
    const pointwiseInitializer = this.#initializer();
    const options = { name, filters, kernelSize: 3, padding: 'same', useBias: false, depthwiseInitializer, pointwiseInitializer } as const;
    return applyLayer(layers.separableConv2d(options), to);
  }

  dense(to: SymbolicTensor, name: string, units: number): SymbolicTensor {
    return applyLayer(layers.dense({ name, units, kernelInitializer: this.#initializer() }), to);
  }

  /** @param options `scale` is false where there is no gamma */
  normalize(to: SymbolicTensor, name: string, options: { readonly scale?: boolean } = {}): SymbolicTensor {
    return applyLayer(new BatchNormalization({ name, epsilon: this.#epsilon, ...options }), to);
  }

  activate(to: SymbolicTensor, name: string, activation: ActivationName): SymbolicTensor {
    return applyLayer(new Activation({ name, function: activation }), to);
  }

  /** Zeros around the maps. */
  pad(to: SymbolicTensor, name: string, padding: number | [[number, number], [number, number]]): SymbolicTensor {
    return applyLayer(layers.zeroPadding2d({ name, padding: typeof padding === 'number' ? square(padding) : padding }), to);
  }

  maximumPool(to: SymbolicTensor, name: string, poolSize: number, strides: number, padding: Padding = 'valid'): SymbolicTensor {
    return applyLayer(layers.maxPooling2d({ name, poolSize, strides, padding }), to);
  }

  averagePool(to: SymbolicTensor, name: string, poolSize: number, strides: number, padding: Padding = 'valid'): SymbolicTensor {
    return applyLayer(layers.averagePooling2d({ name, poolSize, strides, padding }), to);
  }

  add(name: string, ...parts: SymbolicTensor[]): SymbolicTensor {
    return layers.add({ name }).apply(parts) as SymbolicTensor;
  }

  multiply(name: string, ...factors: SymbolicTensor[]): SymbolicTensor {
    return layers.multiply({ name }).apply(factors) as SymbolicTensor;
  }

  concatenate(name: string, ...parts: SymbolicTensor[]): SymbolicTensor {
    return layers.concatenate({ name }).apply(parts) as SymbolicTensor;
  }
}

function square(edge: number): [[number, number], [number, number]] {
  return [
    [edge, edge],
    [edge, edge],
  ];
}

/** Channels of maps. */
export function channelCount(maps: SymbolicTensor): number {
  return maps.shape.at(-1) as number;
}

/** The multiple of eight next to a number of channels, never more than a tenth below it (Sandler et al. 2018, arXiv 1801.04381). */
export function roundChannels(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
