import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeEach, expect, test } from 'vitest';
import { ModelSpec } from '../../../common/domain/model-spec.ts';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { ModelPredictor } from '../../../engine/inference/model-predictor.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import type { Network } from '../../../engine/models/network.ts';
import { toInputs } from '../../../engine/models/to-inputs.ts';
import { createFastestStep } from '../../../engine/training/compiled-step.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';

beforeEach(async (context) => {
  await requireTensorFlow(context);
});

/** Scales by the batch's largest value, which it reads: a graph cannot. */
class ReadingLayer extends layers.Layer {
  static readonly className = 'ReadingLayer';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() => tf.div(x, Math.max(1, tf.max(x).dataSync()[0]!)));
  }
}

function smallModel(first: layers.Layer): LayersModel {
  const start = input({ shape: [6, 6, 3] });
  const end = layers.flatten().apply(first.apply(start));
  return model({ inputs: start, outputs: layers.dense({ units: 3 }).apply(end) as SymbolicTensor });
}

const options = TrainingOptions.parse({ model: { architecture: 'hmnist-cnn' } });

const batch = {
  size: 4,
  inputs: Uint8Array.from({ length: 4 * 108 }, (_, index) => (index * 37) % 256),
  labels: Int32Array.of(0, 1, 2, 0),
  weights: new Float32Array(4).fill(1),
};

test('a network that cannot be compiled is trained operation by operation, and that is said', async () => {
  const whole = buildNetwork(ModelSpec.parse({ architecture: 'hmnist-cnn' }), 3, 1);
  const network: Network = { ...whole, trained: smallModel(new ReadingLayer({ name: 'reading' })) };
  const told: string[] = [];
  const step = createFastestStep((message) => told.push(message))(network, { ...options, optimizer: 'sgd', learningRate: 0 });
  expect(told).toEqual([
    expect.stringMatching(
      /^The training step cannot be compiled \(.* reads one of its own results .*\)\. Training runs operation by operation/,
    ),
  ]);
  const eager = createEagerStep(network, { ...options, optimizer: 'sgd', learningRate: 0 });
  expect(await step.step(batch)).toEqual(await eager.step(batch));
  step.dispose();
  eager.dispose();
  whole.dispose();
});

test('a network that can be compiled is, without a word', () => {
  const network = buildNetwork(ModelSpec.parse({ architecture: 'hmnist-cnn' }), 3, 1);
  const { binding } = tf.backend() as unknown as { binding: { getNumOfSavedModels(): number } };
  const before = binding.getNumOfSavedModels();
  const step = createFastestStep((message) => expect.fail(message))(network, options);
  expect(binding.getNumOfSavedModels()).toBe(before + 1);
  step.dispose();
  expect(binding.getNumOfSavedModels()).toBe(before);
  network.dispose();
});

test.for([
  ['a graph, from the second batch on', layers.rescaling({ scale: 0.01, name: 'scale' }), null],
  ['single operations where it must', new ReadingLayer({ name: 'reading' }), /cannot be compiled \(.*reads one of its own results/],
] as const)('predictions come from %s', async ([, first, obstacle]) => {
  const network = smallModel(first);
  const predictor = new ModelPredictor(network);
  const expected = tf.tidy(() => (network.predictOnBatch(toInputs(network, batch.inputs, 4)) as tf.Tensor).dataSync<'float32'>());
  for (let count = 1; count <= 3; count++)
    expect(relativeDifference(await predictor.predict(batch.inputs, 4), expected)).toBeLessThan(1e-5);
  if (obstacle === null) expect(predictor.obstacle).toBeNull();
  else expect(predictor.obstacle).toMatch(obstacle);
  predictor.dispose();
});
