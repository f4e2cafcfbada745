import { expect, test, vi } from 'vitest';
import { ModelSpec } from '../../../common/domain/model-spec.ts';
import { SeededRandom } from '../../../common/domain/random.ts';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import { createCompiledStep } from '../../../engine/training/compiled-step.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import type { LabelledBatch } from '../../../engine/training/training-step.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';

vi.setConfig({ testTimeout: 300_000 });

const size = 4;

/** The smallest of each family; its other members differ in how often and how wide the same layers are. */
const cases: readonly (readonly [name: string, model: Record<string, unknown>])[] = [
  ['two-conv', { architecture: 'two-conv', imageSize: 16 }],
  ['nine-class-baseline', { architecture: 'nine-class-baseline', imageSize: 32, dropout: 0.2 }],
  ['mobilenet-v1', { architecture: 'mobilenet-v1', alpha: 0.25 }],
  ['mobilenet-v1, head with normalisation', { architecture: 'mobilenet-v1', alpha: 0.25, trainable: 'head', headNormalization: true }],
  ['vgg16', { architecture: 'vgg16' }],
  ['vgg19', { architecture: 'vgg19' }],
  ['mobilenet-v1, every level', { architecture: 'mobilenet-v1', alpha: 0.25, pooling: 'levels' }],
  ['mobilenet-v2', { architecture: 'mobilenet-v2', alpha: 0.35 }],
  ['mobilenet-v2 from its last blocks on', { architecture: 'mobilenet-v2', alpha: 0.35, trainable: { from: 'block_14' } }],
  ['mobilenet-v3-small', { architecture: 'mobilenet-v3-small', alpha: 0.75 }],
  ['efficientnet-b0', { architecture: 'efficientnet-b0' }],
  ['resnet50', { architecture: 'resnet50' }],
  ['resnet50-v2', { architecture: 'resnet50-v2' }],
  ['xception', { architecture: 'xception', imageSize: 71 }],
  ['inception-v3', { architecture: 'inception-v3', imageSize: 75 }],
  ['densenet121', { architecture: 'densenet121' }],
  ['convnext-tiny', { architecture: 'convnext-tiny' }],
];

test.for(cases)('%s compiles; its loss and predictions are those of tfjs', async ([, fields], context) => {
  await requireTensorFlow(context);
  const model = ModelSpec.parse({ imageSize: 32, weights: 'random', trainable: 'all', denseUnits: [8], ...fields });
  const options = TrainingOptions.parse({ model, optimizer: 'sgd', momentum: 0, learningRate: 1e-3 });
  const network = buildNetwork(model, 3, 5);
  const eager = createEagerStep(network, options);
  const compiled = createCompiledStep(network, options);

  const random = new SeededRandom(3, 'architectures');
  const pixels = Uint8Array.from({ length: size * model.imageSize ** 2 * 3 }, () => random.nextBelow(256));
  const featureCount = size * (network.trained.inputs[0]!.shape[1] ?? 0);
  const inputs = network.frozenBackbone === null ? pixels : Float32Array.from({ length: featureCount }, () => random.next());
  const batch: LabelledBatch = { size, inputs, labels: Int32Array.from([0, 1, 2, 1]), weights: Float32Array.from([1, 0.5, 2, 1]) };

  // What every weight learns and every moving statistic becomes is compared while compiling; what remains is that a step uses it.
  expect(relativeDifference(await compiled.predict(inputs, size), await eager.predict(inputs, size))).toBeLessThan(1e-4);
  const found = await compiled.step(batch);
  const expected = await eager.step(batch);
  expect(relativeDifference([found.loss], [expected.loss])).toBeLessThan(1e-4);
  expect(found.correct).toBe(expected.correct);
  // By the moving statistics after one step alone, a deep random network says nearly anything: the loss tells whether it learned the same.
  const [foundAgain, expectedAgain] = [await compiled.step(batch), await eager.step(batch)];
  expect(relativeDifference([foundAgain.loss], [expectedAgain.loss])).toBeLessThan(2e-2);
  expect(foundAgain.loss).not.toBe(found.loss);
  compiled.dispose();
  eager.dispose();
  network.dispose();
});
