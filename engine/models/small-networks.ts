import { layers } from '@tensorflow/tfjs-layers';
import type { z } from 'zod';
import type { NineClassBaselineSpec, TwoConvSpec } from '../../common/domain/model-spec.ts';
import { photographInput } from './blocks/preprocessing.ts';
import { SeededDropout } from './layers/dropout.ts';
import { applyLayer } from './network.ts';
import type { BuildContext, Layout } from './network.ts';

interface SmallNetwork {
  readonly imageSize: number;
  /** Maps of each 3 x 3 convolution, each with relu and a pooling that halves the edge. */
  readonly filters: readonly number[];
  readonly padding: 'same' | 'valid';
  readonly dropout: number;
  /** Units of the hidden dense layers, with relu. */
  readonly denseUnits: readonly number[];
}

/** The network of the `isic-two-conv` project. */
export function layTwoConv({ imageSize }: z.infer<typeof TwoConvSpec>, context: BuildContext): Layout {
  return laySmallNetwork({ imageSize, filters: [32, 64], padding: 'valid', dropout: 0, denseUnits: [128, 128] }, context);
}

/** The baseline of the `nine-class` project. */
export function layNineClassBaseline({ imageSize, dropout }: z.infer<typeof NineClassBaselineSpec>, context: BuildContext): Layout {
  return laySmallNetwork({ imageSize, filters: [16, 32, 64], padding: 'same', dropout, denseUnits: [128] }, context);
}

function laySmallNetwork(network: SmallNetwork, { initializers, random }: BuildContext): Layout {
  const { photographs, scaled } = photographInput(network.imageSize, 'symmetric');
  const { padding } = network;
  const all: layers.Layer[] = [];
  network.filters.forEach((filters, index) => {
    const name = `conv_${index + 1}`;
    const kernelInitializer = initializers.glorotUniform();
    all.push(layers.conv2d({ name, filters, kernelSize: 3, padding, activation: 'relu', kernelInitializer }));
    all.push(layers.maxPooling2d({ name: `pool_${index + 1}`, poolSize: 2 }));
  });
  if (network.dropout > 0) all.push(new SeededDropout({ name: 'dropout', rate: network.dropout, random, salt: 1 }));
  all.push(layers.flatten({ name: 'flatten' }));
  network.denseUnits.forEach((units, index) => {
    all.push(layers.dense({ name: `dense_${index + 1}`, units, activation: 'relu', kernelInitializer: initializers.glorotUniform() }));
  });
  const last = all.reduce((end, layer) => applyLayer(layer, end), scaled);
  return { photographs, last, backboneLayers: [], cut: null };
}
