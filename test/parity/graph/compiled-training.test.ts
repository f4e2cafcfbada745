import * as tf from '@tensorflow/tfjs-core';
import { initializers, input, layers, model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeEach, expect, test } from 'vitest';
import { CompiledPrediction } from '../../../engine/graph/compiled-prediction.ts';
import { CompiledTraining } from '../../../engine/graph/compiled-training.ts';
import type { StepOutcome, TrainingPlan } from '../../../engine/graph/compiled-training.ts';
import { adamDefaults } from '../../../engine/graph/optimizers.ts';
import type { OptimizerSpec } from '../../../engine/graph/optimizers.ts';
import { BatchNormalization } from '../../../engine/models/layers/batch-normalization.ts';
import { SeededDropout } from '../../../engine/models/layers/dropout.ts';
import { RandomSource } from '../../../engine/models/layers/random-source.ts';
import { modelWeights } from '../../../engine/models/model-weights.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';
import { makeBatch, makePlan, TrainingTwins } from '../../helpers/training-twins.ts';
import type { TwinModel } from '../../helpers/training-twins.ts';

const adam: OptimizerSpec = { kind: 'adam', ...adamDefaults };
const rate = 1e-3;
const update = (learningRate: number) => ({ rate: learningRate, isUpdate: true });

beforeEach(async (context) => {
  await requireTensorFlow(context);
});

function chain(...parts: layers.Layer[]): TwinModel['model'] {
  const start = input({ shape: [8, 8, 3] });
  return model({ inputs: start, outputs: parts.reduce((end, layer) => layer.apply(end) as SymbolicTensor, start) });
}

/** Convolution, normalisation, dropout: everything that has a state. The same weights for the same seed. */
function statefulModel(seed: number): TwinModel & { random: RandomSource } {
  const random = new RandomSource(5);
  const kernelInitializer = initializers.glorotUniform({ seed });
  const network = chain(
    layers.rescaling({ scale: 1 / 127.5, offset: -1 }),
    layers.conv2d({ filters: 6, kernelSize: 3, activation: 'relu', kernelInitializer }),
    new BatchNormalization({ name: 'norm' }),
    layers.flatten(),
    new SeededDropout({ name: 'dropout', rate: 0.3, random, salt: 1 }),
    layers.dense({ units: 3, kernelInitializer }),
  );
  return { model: network, random };
}

function compileStateful(seed: number): { plan: TrainingPlan; compiled: CompiledTraining } {
  const plan = makePlan(statefulModel(seed), adam, 'sparse', 'uint8');
  return { plan, compiled: CompiledTraining.compile(plan) };
}

function trainOn(compiled: CompiledTraining, plan: TrainingPlan, from: number, to: number): StepOutcome[] {
  const outcomes: StepOutcome[] = [];
  for (let step = from; step <= to; step++) outcomes.push(compiled.step(makeBatch(plan, step % 4 === 0 ? 5 : 16, step), update(rate)));
  return outcomes;
}

test('bytes are fed as they are, and batches of every size agree with tfjs', () => {
  const twins = new TrainingTwins(statefulModel(1), { kind: 'sgd', momentum: 0.9, nesterov: false }, 'sparse', 'uint8');
  for (const size of [1, 7, 37, 64]) {
    const batch = makeBatch(twins.plan, size, size);
    const expected = twins.eagerStep(batch, 1e-4);
    const found = twins.compiled.step(batch, update(1e-4));
    expect(found.loss, `batch of ${size}`).toBeCloseTo(expected.loss, 4);
    expect(found.correct).toBe(expected.correct);
  }
  const after = twins.eagerWeights();
  twins.compiledWeights().forEach((weights, index) => expect(relativeDifference(weights, after[index]!)).toBeLessThan(1e-4));
  twins.dispose();
});

test('the same seed gives the same losses and weights, bit for bit, and another seed others', () => {
  const first = compileStateful(1);
  const second = compileStateful(1);
  const other = compileStateful(2);
  const losses = trainOn(first.compiled, first.plan, 1, 10);
  expect(trainOn(second.compiled, second.plan, 1, 10)).toEqual(losses);
  expect(second.compiled.exportState()).toEqual(first.compiled.exportState());
  expect(trainOn(other.compiled, other.plan, 1, 10)).not.toEqual(losses);
  for (const { compiled } of [first, second, other]) compiled.dispose();
});

test('a run goes on from an exported state as if it had not stopped, bit for bit', () => {
  const whole = compileStateful(1);
  const losses = trainOn(whole.compiled, whole.plan, 1, 12);
  const stopped = compileStateful(1);
  trainOn(stopped.compiled, stopped.plan, 1, 5);
  const state = structuredClone(stopped.compiled.exportState());
  stopped.compiled.dispose();
  const resumed = compileStateful(3);
  resumed.compiled.importState(state);
  expect(resumed.compiled.exportState()).toEqual(state);
  expect(trainOn(resumed.compiled, resumed.plan, 6, 12)).toEqual(losses.slice(5));
  expect(resumed.compiled.exportState()).toEqual(whole.compiled.exportState());
  for (const { compiled } of [whole, resumed]) compiled.dispose();
});

test('an exported state stays what it was, and a foreign one changes nothing', () => {
  const { compiled, plan } = compileStateful(1);
  trainOn(compiled, plan, 1, 2);
  const state = compiled.exportState();
  const copy = structuredClone(state);
  trainOn(compiled, plan, 3, 4);
  expect(state).toEqual(copy);
  const later = compiled.exportState();
  expect(later).not.toEqual(state);
  expect(() => compiled.importState({ ...state, step: 1, values: state.values.slice(1) })).toThrow(/does not belong/);
  expect(compiled.exportState()).toEqual(later);
  compiled.dispose();
});

test('compiling leaves the model as it was, and synchronizing gives it the weights, once', () => {
  const twin = statefulModel(1);
  const plan = makePlan(twin, adam, 'sparse', 'uint8');
  const read = (): Float32Array[] => modelWeights(twin.model).map((variable) => variable.dataSync<'float32'>());
  const before = read();
  const compiled = CompiledTraining.compile(plan);
  expect(read()).toEqual(before);
  trainOn(compiled, plan, 1, 2);
  expect(read()).toEqual(before);
  compiled.synchronize();
  const trained = compiled.exportState().values.slice(0, plan.weights.length);
  expect(read()).toEqual(trained);
  expect(trained).not.toEqual(before);
  trainOn(compiled, plan, 3, 4);
  expect(read()).toEqual(trained);
  compiled.dispose();
  expect(read()).toEqual(trained);
});

test('frozen layers keep their weights, and their normalisation its statistics, as in Keras', () => {
  const twin: TwinModel = {
    model: chain(
      layers.conv2d({ filters: 4, kernelSize: 3, trainable: false }),
      new BatchNormalization({ name: 'frozen', trainable: false }),
      layers.flatten(),
      layers.dense({ units: 3 }),
    ),
  };
  const twins = new TrainingTwins(twin, { kind: 'sgd', momentum: 0.9, nesterov: false });
  const before = twins.compiledWeights();
  for (let step = 1; step <= 5; step++) {
    const batch = makeBatch(twins.plan, 8, step);
    expect(twins.compiled.step(batch, update(0.01)).loss).toBeCloseTo(twins.eagerStep(batch, 0.01).loss, 4);
  }
  const after = twins.compiledWeights();
  const names = twin.model.weights.map(({ originalName }) => originalName);
  const isFixed = names.map((name) => !name.startsWith('dense'));
  expect(isFixed.filter(Boolean)).toHaveLength(6);
  before.forEach((weights, index) => {
    if (isFixed[index] === true) expect(after[index], names[index]).toEqual(weights);
  });
  const eager = twins.eagerWeights();
  after.forEach((weights, index) => expect(relativeDifference(weights, eager[index]!), names[index]).toBeLessThan(1e-4));
  const learned = names.findIndex((name) => name.startsWith('dense'));
  expect(after[learned]).not.toEqual(before[learned]);
  twins.dispose();
});

test('dropout drops its share, other units at every step, and the same ones when a step is repeated', () => {
  const random = new RandomSource(9);
  const dropout = new SeededDropout({ name: 'dropout', rate: 0.3, random, salt: 1 });
  const weight = tf.variable(tf.ones([1]));
  const width = 2000;
  const plan: TrainingPlan = {
    fields: [{ name: 'inputs', fedAs: 'float32', rowShape: [width], example: () => 1 }],
    weights: [weight],
    randomState: random.state,
    learn: ({ inputs }) => {
      const kept = dropout.apply(inputs!, { training: true }) as tf.Tensor;
      const { value, grads } = tf.variableGrads(() => tf.mean(tf.mul(kept, weight)), [weight]);
      return { loss: value, correct: tf.sum(tf.cast(tf.greater(kept, 0), 'int32')), gradients: grads };
    },
    predict: (inputs) => dropout.apply(inputs, { training: false }) as tf.Tensor,
    optimizer: { kind: 'sgd', momentum: 0, nesterov: false },
  };
  const compiled = CompiledTraining.compile(plan);
  const rows = 10;
  const inputs = new Float32Array(rows * width).fill(1);
  const start = compiled.exportState();
  const counts = Array.from({ length: 20 }, () => compiled.step({ inputs }, update(0)).correct);
  // Binomial: 14,000 of 20,000 kept, standard deviation 65.
  for (const count of counts) expect(Math.abs(count - 14_000)).toBeLessThan(5 * 65);
  expect(new Set(counts).size).toBeGreaterThan(10);
  compiled.importState(start);
  expect(Array.from({ length: 20 }, () => compiled.step({ inputs }, update(0)).correct)).toEqual(counts);
  expect(compiled.predict(inputs)).toEqual(inputs);
  compiled.dispose();
});

test("a model's answers compiled alone agree with tfjs for every size of batch", () => {
  const twin = statefulModel(1);
  const plan = makePlan(twin, adam, 'sparse', 'uint8');
  const [field] = plan.fields;
  const compiled = CompiledPrediction.compile({ fields: [field], weights: plan.weights, predict: (x) => tf.softmax(plan.predict(x)) });
  for (const size of [1, 2, 9, 64]) {
    const inputs = makeBatch(plan, size, size)['inputs']!;
    const expected = tf.tidy(() => tf.softmax(plan.predict(tf.tensor(Float32Array.from(inputs), [size, 8, 8, 3]))).dataSync<'float32'>());
    expect(relativeDifference(compiled.predict(inputs), expected)).toBeLessThan(1e-5);
  }
  compiled.dispose();
});

test('a loss that is not a number is told', () => {
  const { compiled, plan } = compileStateful(1);
  const batch = makeBatch(plan, 4, 1);
  expect(compiled.step({ ...batch, weights: new Float32Array(4).fill(NaN) }, update(rate)).loss).toBeNaN();
  compiled.dispose();
});

test('compiling and letting go leaves nothing behind', () => {
  const twin = statefulModel(1);
  const plan = makePlan(twin, adam, 'sparse', 'uint8');
  const { binding } = tf.backend() as unknown as { binding: { getNumOfTensors(): number; getNumOfSavedModels(): number } };
  const count = (): number[] => [tf.memory().numTensors, binding.getNumOfTensors(), binding.getNumOfSavedModels()];
  const cycle = (): void => {
    const compiled = CompiledTraining.compile(plan);
    trainOn(compiled, plan, 1, 2);
    compiled.synchronize();
    compiled.exportState();
    compiled.dispose();
  };
  cycle();
  const before = count();
  cycle();
  expect(count()).toEqual(before);
});

test.for<[string, string | null, RegExp, (plan: TrainingPlan) => Partial<TrainingPlan>]>([
  [
    "tfjs's dropout, whose random numbers JavaScript makes",
    'Add',
    /JavaScript/,
    (plan) => {
      const dropout = layers.dropout({ rate: 0.5 });
      return { learn: (batch) => plan.learn({ ...batch, inputs: dropout.apply(batch['inputs']!, { training: true }) as tf.Tensor }) };
    },
  ],
  [
    'random numbers with a hidden state',
    'Multinomial',
    /seed/,
    (plan) => ({
      learn: (batch) => plan.learn({ ...batch, inputs: tf.add(batch['inputs']!, tf.sum(tf.multinomial(tf.ones<tf.Rank.R1>([4]), 3, 1))) }),
    }),
  ],
  [
    'a step that decides by its own results',
    null,
    /reads one of its own results/,
    (plan) => ({
      learn: (batch) => plan.learn({ ...batch, inputs: tf.mul(batch['inputs']!, tf.max(batch['inputs']!).dataSync()[0]!) }),
    }),
  ],
  [
    'a variable that is no weight',
    null,
    /uses the variable stranger/,
    (plan) => {
      const stranger = tf.variable(tf.scalar(2), false, `stranger_${tf.memory().numTensors}`);
      return { learn: (batch) => plan.learn({ ...batch, inputs: tf.mul(batch['inputs']!, stranger) }) };
    },
  ],
  ['a weight of whole numbers', null, /not float32/, (plan) => ({ weights: [...plan.weights, tf.variable(tf.scalar(1, 'int32'))] })],
  [
    'a step that goes another way for larger batches',
    null,
    /called differently/,
    (plan) => ({
      learn: (batch) => plan.learn({ ...batch, inputs: batch['inputs']!.shape[0] > 2 ? tf.neg(batch['inputs']!) : batch['inputs']! }),
    }),
  ],
])('%s is refused, and nothing is left behind', ([, operation, message, spoil]) => {
  const plan = makePlan(statefulModel(1), adam);
  const spoilt = { ...plan, ...spoil(plan) };
  const before = plan.weights.map((variable) => variable.dataSync());
  const { numTensors } = tf.memory();
  const refusal = {
    name: 'NotCompilable',
    ...(operation === null ? {} : { operation }),
    message: expect.stringMatching(message) as string,
  };
  expect(() => CompiledTraining.compile(spoilt)).toThrow(expect.objectContaining(refusal));
  expect(plan.weights.map((variable) => variable.dataSync())).toEqual(before);
  expect(tf.memory().numTensors).toBe(numTensors);
});
