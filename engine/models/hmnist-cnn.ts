import { layers } from '@tensorflow/tfjs-layers';
import type { z } from 'zod';
import type { HmnistCnnSpec } from '../../common/domain/model-spec.ts';
import { photographInput } from './blocks/preprocessing.ts';
import { BatchNormalization } from './layers/batch-normalization.ts';
import { SeededDropout } from './layers/dropout.ts';
import { applyLayer } from './network.ts';
import type { BuildContext, Layout } from './network.ts';

const dropoutRate = 0.2;

/**
 * The convolutional network of the `hmnist-cnn` project: five convolutions (16, 32, 64, 128, 256 maps, 3 x 3, relu; only the first is padded) with
 * two poolings, then dense layers 256, 128, 64, 32. 504,103 weights at 28 x 28 and seven classes. `width` takes a share of the maps.
 */
export function layHmnistCnn(spec: z.infer<typeof HmnistCnnSpec>, context: BuildContext): Layout {
  const { initializers, random } = context;
  const { photographs, scaled } = photographInput(spec.imageSize, 'symmetric');
  const convolution = (number: number, filters: number): layers.Layer =>
    layers.conv2d({
      name: `conv_${number}`,
      filters: filters * (spec.width ?? 1),
      kernelSize: 3,
      padding: number === 1 ? 'same' : 'valid',
      activation: 'relu',
      kernelInitializer: initializers.glorotUniform(),
    });
  const dense = (name: string, units: number): layers.Layer =>
    layers.dense({ name, units, activation: 'relu', kernelInitializer: initializers.glorotUniform() });
  const pool = (number: number): layers.Layer => layers.maxPooling2d({ name: `pool_${number}`, poolSize: 2 });
  const normalize = (number: number): layers.Layer => new BatchNormalization({ name: `norm_${number}` });
  const dropout = (number: number): layers.Layer =>
    new SeededDropout({ name: `dropout_${number}`, rate: dropoutRate, random, salt: number });
  const last = [
    convolution(1, 16),
    pool(1),
    normalize(1),
    convolution(2, 32),
    convolution(3, 64),
    pool(2),
    normalize(2),
    convolution(4, 128),
    convolution(5, 256),
    layers.flatten({ name: 'flatten' }),
    dropout(1),
    dense('dense_1', 256),
    normalize(3),
    dropout(2),
    dense('dense_2', 128),
    normalize(4),
    dense('dense_3', 64),
    normalize(5),
    dropout(3),
    dense('dense_4', 32),
    normalize(6),
  ].reduce((end, layer) => applyLayer(layer, end), scaled);
  return { photographs, last, backboneLayers: [], cut: null };
}
