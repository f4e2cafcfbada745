import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BackboneSpec } from '../../../common/domain/model-spec.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import { loadBackboneWeights } from '../../../engine/weights/load-backbone-weights.ts';
import { readWeightFile } from '../../../engine/weights/read-weight-file.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';
import { askKeras } from '../../helpers/keras.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 900_000 });

interface NetworkCase {
  readonly architecture: BackboneSpec['architecture'];
  /** The function in keras.applications. */
  readonly keras: string;
  /** Odd, where the network allows it: what is padded on which side shows then. */
  readonly imageSize: number;
  /** Keras's preprocessing mode; `none` where its network has one built in. */
  readonly mode: 'tf' | 'caffe' | 'torch' | 'none';
  readonly pooling?: 'avg' | 'max';
  readonly alpha?: number;
  /** Keras's names of the last maps of every size, for pooling by levels. */
  readonly levels?: readonly string[];
  /** Factor of the first kernels, so that deep networks without normalisation let the signal through. */
  readonly gain?: number;
  /** Factor of the variances: random EfficientNets are chaotic, and rounding would grow to any size. */
  readonly spread?: number;
}

const mobileNetLevels = ['conv_pw_3_relu', 'conv_pw_5_relu', 'conv_pw_11_relu', 'conv_pw_13_relu'];
const resNetLevels = ['conv2_block2_out', 'conv3_block3_out', 'conv4_block5_out', 'post_relu'];

/** Fastest first. */
const networks: readonly NetworkCase[] = [
  { architecture: 'mobilenet-v1', keras: 'MobileNet', imageSize: 35, mode: 'tf', alpha: 0.75, levels: mobileNetLevels },
  { architecture: 'mobilenet-v2', keras: 'MobileNetV2', imageSize: 35, mode: 'tf', alpha: 0.5, pooling: 'max' },
  { architecture: 'mobilenet-v3-small', keras: 'MobileNetV3Small', imageSize: 35, mode: 'none', alpha: 0.75 },
  { architecture: 'mobilenet-v3-large', keras: 'MobileNetV3Large', imageSize: 34, mode: 'none', alpha: 1 },
  { architecture: 'vgg16', keras: 'VGG16', imageSize: 35, mode: 'caffe', gain: 1.4 },
  { architecture: 'vgg19', keras: 'VGG19', imageSize: 34, mode: 'caffe', gain: 1.4 },
  { architecture: 'efficientnet-b0', keras: 'EfficientNetB0', imageSize: 35, mode: 'none', spread: 1.3 },
  { architecture: 'efficientnet-b1', keras: 'EfficientNetB1', imageSize: 34, mode: 'none', spread: 1.3 },
  { architecture: 'efficientnet-b2', keras: 'EfficientNetB2', imageSize: 35, mode: 'none', spread: 1.3 },
  { architecture: 'efficientnet-b3', keras: 'EfficientNetB3', imageSize: 35, mode: 'none', spread: 1.3 },
  { architecture: 'densenet121', keras: 'DenseNet121', imageSize: 35, mode: 'torch' },
  { architecture: 'resnet50', keras: 'ResNet50', imageSize: 35, mode: 'caffe' },
  { architecture: 'resnet50-v2', keras: 'ResNet50V2', imageSize: 35, mode: 'tf', levels: resNetLevels },
  { architecture: 'xception', keras: 'Xception', imageSize: 72, mode: 'tf' },
  { architecture: 'inception-v3', keras: 'InceptionV3', imageSize: 77, mode: 'tf' },
  { architecture: 'convnext-tiny', keras: 'ConvNeXtTiny', imageSize: 35, mode: 'none' },
];

interface KerasNetwork {
  readonly weightCount: number;
  readonly features: readonly number[];
  readonly levels: readonly number[];
  readonly seconds: number;
}

let folder = '';
let answers: Readonly<Record<string, KerasNetwork>> | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nevus-architectures-'));
  const asked = networks.map(({ alpha, pooling = 'avg', ...network }) => ({
    ...network,
    pooling,
    arguments: alpha === undefined ? {} : { alpha },
  }));
  const answer = await askKeras<Record<string, KerasNetwork>>(join(import.meta.dirname, 'architectures.py'), { folder, networks: asked });
  if ('output' in answer) answers = answer.output;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The same as in architectures.py. */
function makePictures(size: number): tf.Tensor {
  const values: number[] = [];
  for (let n = 0; n < 2; n++) {
    for (let h = 0; h < size; h++) {
      for (let w = 0; w < size; w++) {
        for (let c = 0; c < 3; c++) values.push((n * 37 + h * 11 + w * 7 + c * 53 + ((h * w) % 13) * 5) % 256);
      }
    }
  }
  return tf.tensor(values, [2, size, size, 3]);
}

test.for(networks)("$architecture has Keras's weights and features", async ({ architecture, imageSize, alpha, pooling }, context) => {
  await requireTensorFlow(context);
  if (answers === null) return context.skip('Keras is not set up.');
  const { weightCount, features } = answers[architecture]!;
  const sharedFields = { architecture, imageSize, weights: 'random', denseUnits: [], ...(alpha === undefined ? {} : { alpha }) };
  const network = buildNetwork(BackboneSpec.parse({ ...sharedFields, pooling: pooling === 'max' ? 'max' : 'average' }), 2, 1);
  const file = await readWeightFile(join(folder, `${architecture}.h5`));
  await loadBackboneWeights(network, file);
  await file.close();
  expect(network.frozenBackbone!.countParams()).toBe(weightCount);

  const found = tf.tidy(() => (network.frozenBackbone!.predict(makePictures(imageSize)) as tf.Tensor).dataSync());
  const half = features.length / 2;
  // The two pictures differ far more than the networks may.
  expect(relativeDifference(features.slice(0, half), features.slice(half))).toBeGreaterThan(0.01);
  expect(relativeDifference(found, features)).toBeLessThan(1e-4);
  network.dispose();
});

test.for(networks.filter(({ levels }) => levels !== undefined))(
  '$architecture has the same features of every level',
  async ({ architecture, imageSize, alpha }, context) => {
    await requireTensorFlow(context);
    if (answers === null) return context.skip('Keras is not set up.');
    const sharedFields = { architecture, imageSize, weights: 'random', denseUnits: [], ...(alpha === undefined ? {} : { alpha }) };
    const network = buildNetwork(BackboneSpec.parse({ ...sharedFields, pooling: 'levels' }), 2, 1);
    const file = await readWeightFile(join(folder, `${architecture}.h5`));
    await loadBackboneWeights(network, file);
    await file.close();
    const found = tf.tidy(() => (network.frozenBackbone!.predict(makePictures(imageSize)) as tf.Tensor).dataSync());
    expect(relativeDifference(found, answers[architecture]!.levels)).toBeLessThan(1e-4);
    network.dispose();
  },
);

test.for(networks)("$architecture keeps Keras's order of layers", async ({ architecture, imageSize }, context) => {
  await requireTensorFlow(context);
  if (answers === null) return context.skip('Keras is not set up.');
  const network = buildNetwork(BackboneSpec.parse({ architecture, imageSize: Math.max(imageSize, 35), weights: 'random' }), 2, 1);
  const file = await readWeightFile(join(folder, `${architecture}.h5`));
  const theirs = [...new Set(file.weights.map(({ layer }) => layer))];
  await file.close();
  const ours = network.backboneLayers.filter(({ weights }) => weights.length > 0).map(({ name }) => name);
  const isNumbered = (name: string): boolean => /^(conv2d|batch_normalization|layer_normalization|normalization)(_\d+)?$/.test(name);
  expect(ours).toHaveLength(theirs.length);
  ours.forEach((name, index) => {
    if (!isNumbered(theirs[index]!)) expect(name).toBe(theirs[index]);
  });
  network.dispose();
});
