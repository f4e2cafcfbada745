import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, test, vi } from 'vitest';
import { MobileNetV1Spec } from '../../common/domain/model-spec.ts';
import { readLayersFiles } from '../../engine/models/layers-files.ts';
import { prepareNetwork } from '../../engine/training/prepare-network.ts';
import { requireTensorFlow } from '../helpers/engines.ts';
import { requireSharedData } from '../helpers/shared-data.ts';

// The first to load TensorFlow waits for it, and the other tests' work goes on beside it.
vi.setConfig({ testTimeout: 120_000 });

test.for([
  { folder: 'mobilenet_v1_0.75_224', alpha: 0.75, last: 'conv_pw_13_relu' },
  { folder: 'mobilenet_v1_1.0_224_trunk', alpha: 1, last: 'conv_dw_13_relu' },
])('our MobileNet with the weights of $folder gives the features of the published model', async ({ folder, alpha, last }, context) => {
  await requireTensorFlow(context);
  const path = requireSharedData(context, 'weights', folder);
  const { topology, entries, data } = await readLayersFiles(path);
  const published = await layers.loadLayersModel(
    tf.io.fromMemory({ modelTopology: topology, weightSpecs: [...entries] as tf.io.WeightsManifestEntry[], weightData: data }),
  );
  const trunk = layers.model({ inputs: published.inputs, outputs: published.getLayer(last).output });
  const network = await prepareNetwork(MobileNetV1Spec.parse({ architecture: 'mobilenet-v1', alpha }), 7, 1, path);

  const photographs = tf.randomUniform([2, 224, 224, 3], 0, 255, 'float32', 11);
  const expected = tf.mean(trunk.predict(tf.sub(tf.div(photographs, 127.5), 1)) as tf.Tensor, [1, 2]);
  const features = network.frozenBackbone!.predict(photographs) as tf.Tensor;
  expect(features.shape).toEqual([2, 1024 * alpha]);
  expect(tf.max(features).dataSync()[0]).toBeGreaterThan(1);
  expect(tf.max(tf.abs(tf.sub(features, expected))).dataSync()[0]).toBeLessThan(1e-5);
  network.dispose();
  published.dispose();
});
