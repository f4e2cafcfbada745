import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test, vi } from 'vitest';
import { ModelSpec } from '../../../common/domain/model-spec.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import { loadSavedModel, saveModel } from '../../../engine/models/saved-model.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

vi.setConfig({ testTimeout: 120_000 });

beforeAll(async () => {
  await loadBackend('wasm');
});

/** One for each layer that is written in a way of its own. */
const specs = [
  { architecture: 'nine-class-baseline', imageSize: 32, dropout: 0.2 },
  { architecture: 'mobilenet-v3-small', alpha: 0.75 },
  { architecture: 'efficientnet-b0' },
  { architecture: 'densenet121', headNormalization: true, pooling: 'levels' },
  { architecture: 'vgg16', trainable: { from: 'block5' } },
  { architecture: 'inception-v3', imageSize: 75 },
  { architecture: 'xception', imageSize: 71 },
  { architecture: 'convnext-tiny' },
];

test.for(specs)('a saved $architecture predicts what it did before', async (fields) => {
  const spec = ModelSpec.parse({ imageSize: 32, weights: 'random', denseUnits: [8], ...fields });
  const network = buildNetwork(spec, 3, 5);
  const runFolder = await temporaryFolder();
  const { weightCount } = network;
  const facts = { classes: ['a', 'b', 'c'], model: spec, weightCount, bestEpoch: 1 };
  await saveModel(runFolder, network.model, { ...facts, formatVersion: 1, resizeMode: 'stretch' });
  const { model } = await loadSavedModel(join(runFolder, 'model'));
  const photographs = tf.randomUniform([2, spec.imageSize, spec.imageSize, 3], 0, 255, 'float32', 3);
  const [before, after] = [network.model, model].map((each) => (each.predict(photographs) as tf.Tensor).dataSync());
  expect(model.countParams()).toBe(network.weightCount);
  expect(relativeDifference(after!, before!)).toBeLessThan(1e-5);
  model.dispose();
  network.dispose();
});
