import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fusedNormalizationKernel } from '../../engine/backends/own-kernels.ts';
import { BatchNormalization } from '../../engine/models/layers/batch-normalization.ts';
import { RandomSource } from '../../engine/models/layers/random-source.ts';
import { relativeDifference } from '../helpers/compare-arrays.ts';
import { requireTensorFlow } from '../helpers/engines.ts';

// Taken before TensorFlow's are registered.
const plain = ['Relu', 'Relu6', 'Sigmoid', 'FusedBatchNorm', 'Tile'].map((name) => tf.getGradient(name));

/** Gradient of a weighted sum of f(x), so that every value counts differently. */
function gradientOf(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): Float32Array {
  const { shape, size } = f(x);
  const weights = tf.sin(tf.reshape(tf.range(0, size), shape));
  return tf.tidy(() =>
    tf
      .grad((input) => tf.sum(tf.mul(f(input), weights)))(x)
      .dataSync<'float32'>(),
  );
}

test.for([
  ['Relu', (x: tf.Tensor) => tf.relu(x)],
  ['Relu6', (x: tf.Tensor) => tf.relu6(x)],
  ['Sigmoid', (x: tf.Tensor) => tf.sigmoid(x)],
  [
    'FusedBatchNorm',
    (x: tf.Tensor) =>
      tf.batchNorm(
        x,
        tf.tensor1d([1, -1, 0, 2, 3]),
        tf.tensor1d([4, 1, 0.1, 2, 3]),
        tf.tensor1d([0, 1, 2, 3, 4]),
        tf.tensor1d([1, 2, -1, 0.5, 3]),
        1e-3,
      ),
  ],
  ['Tile', (x: tf.Tensor) => tf.tile(x, [2, 1, 3, 2])],
] as const)('%s has the gradient that tfjs composes', async ([name, f], context) => {
  await requireTensorFlow(context);
  const own = tf.getGradient(name);
  const x = tf.randomNormal([3, 4, 2, 5], 0, 6, 'float32', 7);
  const fast = gradientOf(f, x);
  tf.registerGradient(plain.find((gradient) => gradient.kernelName === name)!);
  const composed = gradientOf(f, x);
  tf.registerGradient(own);
  expect(own).not.toBe(plain.find((gradient) => gradient.kernelName === name));
  expect(Math.max(...fast)).toBeGreaterThan(0.2);
  expect(relativeDifference(fast, composed)).toBeLessThan(1e-5);
});

test.for([[[6, 5, 4, 8]], [[16, 8]]])(
  'normalisation of %j in one operation is the composed one, forward and backward',
  async ([shape], context) => {
    await requireTensorFlow(context);
    const x = tf.randomNormal(shape!, 3, 2, 'float32', 5);
    const fused = normalize(x);
    const kernel = tf.getKernel(fusedNormalizationKernel, 'tensorflow');
    tf.unregisterKernel(fusedNormalizationKernel, 'tensorflow');
    const composed = normalize(x);
    tf.registerKernel(kernel);
    expect(Object.keys(fused)).toHaveLength(6);
    for (const [name, values] of Object.entries(fused)) expect(relativeDifference(values, composed[name]!), name).toBeLessThan(2e-4);
    expect(Math.max(...fused['moving_variance']!)).toBeGreaterThan(1.1);
  },
);

/** Output, gradients and moving statistics of a fresh layer after one step. */
function normalize(x: tf.Tensor): Record<string, Float32Array> {
  const layer = new BatchNormalization({ name: 'norm' });
  layer.apply(x);
  const [gamma, beta, mean, variance] = layer.weights.map((weight) => weight.read()) as [tf.Variable, tf.Variable, tf.Tensor, tf.Tensor];
  gamma.assign(tf.linspace(0.5, 1.5, gamma.size));
  const input = tf.variable(x);
  const weights = tf.cos(tf.reshape(tf.range(0, x.size), x.shape));
  const forward = (): tf.Tensor => layer.apply(input, { training: true }) as tf.Tensor;
  const { grads } = tf.variableGrads(() => tf.sum<tf.Scalar>(tf.mul(forward(), weights)), [input, gamma, beta]);
  const moving = { moving_mean: mean.dataSync<'float32'>(), moving_variance: variance.dataSync<'float32'>() };
  return {
    output: forward().dataSync<'float32'>(),
    ...moving,
    dx: grads[input.name]!.dataSync<'float32'>(),
    dgamma: grads[gamma.name]!.dataSync<'float32'>(),
    dbeta: grads[beta.name]!.dataSync<'float32'>(),
  };
}

test('seeded uniform numbers are uniform, differ by step and layer, and come again', async (context) => {
  await requireTensorFlow(context);
  const random = new RandomSource(3);
  const draw = (step: number, salt: number): Float32Array => {
    random.setStep(step);
    return tf.tidy(() => random.uniform([10_000], salt).dataSync<'float32'>());
  };
  const first = draw(1, 1);
  expect(draw(1, 1)).toEqual(first);
  expect(draw(2, 1)).not.toEqual(first);
  expect(draw(1, 2)).not.toEqual(first);
  expect(first.reduce((sum, value) => sum + value, 0) / first.length).toBeCloseTo(0.5, 1);
  expect(Math.min(...first)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...first)).toBeLessThan(1);
});
