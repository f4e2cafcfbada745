import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { Activation } from '../../../engine/models/layers/activation.ts';
import { BatchNormalization } from '../../../engine/models/layers/batch-normalization.ts';
import { SeededDropout } from '../../../engine/models/layers/dropout.ts';
import { RandomSource } from '../../../engine/models/layers/random-source.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';
import { makeBatch, TrainingTwins } from '../../helpers/training-twins.ts';
import type { TwinModel } from '../../helpers/training-twins.ts';

type Lay = (start: SymbolicTensor) => SymbolicTensor;

const apply = (layer: layers.Layer, ...to: SymbolicTensor[]): SymbolicTensor =>
  layer.apply(to.length === 1 ? to[0]! : to) as SymbolicTensor;
const head: Lay = (end) => apply(layers.dense({ units: 3 }), end.rank === 2 ? end : apply(layers.flatten(), end));
const conv = (filters: number, more: object = {}): layers.Layer => layers.conv2d({ filters, kernelSize: 3, padding: 'same', ...more });

/** A small network from 8 x 8 x 3 to three logits. */
const kinds: Record<string, (random: RandomSource) => Lay> = {
  dense: () => (start) => apply(layers.dense({ units: 9, activation: 'relu' }), apply(layers.flatten(), start)),
  'convolution, strided and unpadded': () => (start) =>
    apply(conv(6, { padding: 'valid', activation: 'tanh' }), apply(conv(5, { strides: 2, activation: 'relu' }), start)),
  'depthwise convolution': () => (start) =>
    apply(layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }), start),
  'separable convolution': () => (start) =>
    apply(layers.separableConv2d({ filters: 5, kernelSize: 3, padding: 'same', activation: 'relu' }), start),
  'maximum pooling': () => (start) => apply(layers.maxPooling2d({ poolSize: 2 }), apply(conv(4), start)),
  'average pooling': () => (start) => apply(layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }), apply(conv(4), start)),
  'global average pooling': () => (start) => apply(layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }), apply(conv(4), start)),
  'global maximum pooling': () => (start) => apply(layers.globalMaxPooling2d({ dataFormat: 'channelsLast' }), apply(conv(4), start)),
  'normalisation in one operation': () => (start) =>
    apply(
      new Activation({ name: 'relu6', function: 'relu6' }),
      apply(new BatchNormalization({ name: 'norm' }), apply(conv(4, { useBias: false }), start)),
    ),
  "normalisation, tfjs's own": () => (start) =>
    apply(layers.batchNormalization({ momentum: 0.9 }), apply(conv(4, { useBias: false }), start)),
  'normalisation of a list': () => (start) =>
    apply(new BatchNormalization({ name: 'norm' }), apply(layers.dense({ units: 7, useBias: false }), apply(layers.flatten(), start))),
  'dropout that drops nothing': (random) => (start) =>
    apply(new SeededDropout({ name: 'dropout', rate: 0, random, salt: 1 }), apply(conv(4), start)),
  dropout: (random) => (start) => apply(new SeededDropout({ name: 'dropout', rate: 0.4, random, salt: 1 }), apply(conv(4), start)),
  concatenation: () => (start) => apply(layers.concatenate(), apply(conv(3), start), start, apply(conv(2, { activation: 'relu' }), start)),
  'residual addition': () => (start) => {
    const first = apply(conv(4, { activation: 'relu' }), start);
    return apply(layers.activation({ activation: 'relu' }), apply(layers.add(), first, apply(conv(4), first)));
  },
  'padding, scaling and a layer used twice': () => (start) => {
    const twice = conv(3);
    const padded = apply(layers.zeroPadding2d({ padding: 1 }), apply(layers.rescaling({ scale: 0.5, offset: 0.1 }), start));
    return apply(twice, apply(twice, padded));
  },
};

function build(kind: string): TwinModel {
  const random = new RandomSource(11);
  const start = input({ shape: [8, 8, 3] });
  return { model: model({ inputs: start, outputs: head(kinds[kind]!(random)(start)) }), random };
}

/** Large enough for float32 to show how a weight changes, small enough for rounding not to grow in twenty steps. */
const rate = 1e-2;

test.for(Object.keys(kinds))('%s learns as in tfjs', async (kind, context) => {
  await requireTensorFlow(context);
  const twins = new TrainingTwins(build(kind), { kind: 'sgd', momentum: 0.9, nesterov: false });
  const before = twins.eagerWeights();
  for (let step = 1; step <= 20; step++) {
    // A last batch that is smaller, and one photograph alone, are batches like any other.
    const batch = makeBatch(twins.plan, step === 7 ? 3 : step === 13 ? 2 : 8, step);
    const expected = twins.eagerStep(batch, rate);
    const found = twins.compiled.step(batch, { rate, isUpdate: true });
    expect(found.loss).toBeCloseTo(expected.loss, 5);
    expect(found.correct).toBe(expected.correct);
    if (step === 1 || step === 20) expectSameChange(before, twins.eagerWeights(), twins.compiledWeights());
  }
  const inputs = makeBatch(twins.plan, 5, 99)['inputs']!;
  twins.compiled.synchronize();
  const expected = tf.tidy(() => twins.plan.predict(tf.tensor(inputs, [5, 8, 8, 3])).dataSync<'float32'>());
  expect(relativeDifference(twins.compiled.predict(inputs), expected)).toBeLessThan(1e-5);
  twins.dispose();
});

/** Weights moved by the same way: what is compared is the change, not the weight, which hardly changes. */
function expectSameChange(before: Float32Array[], expected: Float32Array[], found: Float32Array[]): void {
  const change = (after: Float32Array, index: number): Float32Array => after.map((value, place) => value - before[index]![place]!);
  const changes = expected.map(change);
  const largest = Math.max(...changes.map((values) => Math.max(...values.map(Math.abs))));
  expect(largest).toBeGreaterThan(1e-6);
  found.forEach((after, index) => expect(relativeDifference(change(after, index), changes[index]!, 1e-2 * largest)).toBeLessThan(2e-3));
}
