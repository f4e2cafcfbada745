import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { z } from 'zod';
import type { MobileNetV1Spec } from '../../common/domain/model-spec.ts';
import { BatchNormalization } from './layers/batch-normalization.ts';
import { SeededDropout } from './layers/dropout.ts';
import { Relu6 } from './layers/relu6.ts';
import { applyLayer, photographInput } from './network.ts';
import type { BuildContext, Layout } from './network.ts';

/** Filters at width 1, and stride of the depthwise convolution before them (Howard et al. 2017, arXiv 1704.04861, table 1). */
const blocks = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;

/** Filters of the first convolution at width 1. */
export const firstFilters = 32;

/** MobileNet v1 with its layers named as Keras names them, a global pooling, and a dense head. Frozen, it can be cut after the pooling. */
export function layMobileNetV1(spec: z.infer<typeof MobileNetV1Spec>, context: BuildContext): Layout {
  const { initializers, random, classCount } = context;
  const isFrozen = spec.trainable === 'head';
  const { photographs, scaled } = photographInput(spec.imageSize);
  const { trunk, backboneLayers } = layTrunk(scaled, spec.alpha, isFrozen, context);
  const pooling = spec.pooling === 'average' ? layers.globalAveragePooling2d : layers.globalMaxPooling2d;
  const features = applyLayer(pooling({ name: 'pool', dataFormat: 'channelsLast' }), trunk);
  const head: layers.Layer[] = [];
  spec.denseUnits.forEach((units, index) => {
    const number = index + 1;
    if (spec.dropout > 0) head.push(new SeededDropout({ name: `dropout_${number}`, rate: spec.dropout, random, salt: number }));
    const kernelInitializer = initializers.glorotUniform();
    head.push(layers.dense({ name: `dense_${number}`, units, activation: 'relu', kernelInitializer }));
  });
  if (spec.dropout > 0) head.push(new SeededDropout({ name: 'dropout_last', rate: spec.dropout, random, salt: head.length + 1 }));
  head.push(layers.dense({ name: 'logits', units: classCount, kernelInitializer: initializers.glorotUniform() }));
  const logits = head.reduce((end, layer) => applyLayer(layer, end), features);
  return { photographs, logits, backboneLayers, cut: isFrozen ? { features, head } : null };
}

interface Trunk {
  readonly trunk: SymbolicTensor;
  readonly backboneLayers: readonly layers.Layer[];
}

function layTrunk(start: SymbolicTensor, alpha: number, isFrozen: boolean, { initializers, trunkEnd }: BuildContext): Trunk {
  const shared = { padding: 'same', useBias: false, trainable: !isFrozen } as const;
  const backboneLayers: layers.Layer[] = [];
  const layConvolution = (convolution: layers.Layer): void => {
    const normalization = new BatchNormalization({ name: `${convolution.name}_bn`, trainable: !isFrozen });
    backboneLayers.push(convolution, normalization, new Relu6({ name: `${convolution.name}_relu` }));
  };
  const convolution = (name: string, filters: number, kernelSize: number, strides: number): layers.Layer =>
    layers.conv2d({ ...shared, name, filters: filters * alpha, kernelSize, strides, kernelInitializer: initializers.glorotUniform() });
  layConvolution(convolution('conv1', firstFilters, 3, 2));
  blocks.forEach(([filters, strides], index) => {
    const number = index + 1;
    const depthwiseInitializer = initializers.glorotUniform();
    layConvolution(layers.depthwiseConv2d({ ...shared, name: `conv_dw_${number}`, kernelSize: 3, strides, depthwiseInitializer }));
    if (trunkEnd === 'conv_dw_13' && number === blocks.length) return;
    layConvolution(convolution(`conv_pw_${number}`, filters, 1, 1));
  });
  return { trunk: backboneLayers.reduce((end, layer) => applyLayer(layer, end), start), backboneLayers };
}
