import { initializers, input, layers, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../common/domain/random.ts';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { applyTemperature } from '../../../common/metrics/calibration.ts';
import type { StepOrder } from '../../../engine/graph/step-counts.ts';
import { RandomSource } from '../../../engine/models/layers/random-source.ts';
import { modelWeights } from '../../../engine/models/model-weights.ts';
import type { Network } from '../../../engine/models/network.ts';
import { createCompiledStep } from '../../../engine/training/compiled-step.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import { learningRateAt } from '../../../engine/training/schedule.ts';
import type { CreateTrainingStep, LabelledBatch } from '../../../engine/training/training-step.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';
import { askKeras } from '../../helpers/keras.ts';
import type { KerasAnswer } from '../../helpers/keras.ts';

const steps = 20;
const classShares = [0.7, 0.25, 0.05];
const rate = 1e-4;

interface Case {
  readonly name: string;
  /** Ours. */
  readonly options: Record<string, unknown>;
  /** The same for Keras. */
  readonly optimizer: { readonly class: string; readonly arguments: Record<string, unknown> };
  readonly rates?: readonly number[];
  readonly blends?: boolean;
}

const adam = { class: 'Adam', arguments: {} };
const mixup = { mixup: 0.2 };
const cosine = {
  schedule: { kind: 'cosine', warmupEpochs: 5, finalShare: 0.1 },
  learningRate: rate,
  epochs: steps,
  headFirst: null,
} as const;

const cases: readonly Case[] = [
  { name: 'Adam', options: {}, optimizer: adam },
  { name: 'AdamW', options: { optimizer: 'adamw', weightDecay: 0.1 }, optimizer: { class: 'AdamW', arguments: { weight_decay: 0.1 } } },
  { name: 'descent', options: { optimizer: 'sgd', momentum: 0 }, optimizer: { class: 'SGD', arguments: {} } },
  { name: 'momentum', options: { optimizer: 'sgd' }, optimizer: { class: 'SGD', arguments: { momentum: 0.9 } } },
  {
    name: "Nesterov's momentum with decay",
    options: { optimizer: 'sgd', nesterov: true, weightDecay: 0.1 },
    optimizer: { class: 'SGD', arguments: { momentum: 0.9, nesterov: true, weight_decay: 0.1 } },
  },
  { name: 'RMSprop', options: { optimizer: 'rmsprop' }, optimizer: { class: 'RMSprop', arguments: {} } },
  {
    name: 'clipped gradients',
    options: { optimizer: 'sgd', gradientClipNorm: 0.3 },
    optimizer: { class: 'SGD', arguments: { momentum: 0.9, global_clipnorm: 0.3 } },
  },
  {
    name: 'four batches an update',
    options: { accumulationSteps: 4, gradientClipNorm: 0.3 },
    optimizer: { class: 'Adam', arguments: { gradient_accumulation_steps: 4, global_clipnorm: 0.3 } },
  },
  // Ours forgets faster in the beginning, but not below a tenth.
  {
    name: 'averaged weights',
    options: { averageDecay: 0.1 },
    optimizer: { class: 'Adam', arguments: { use_ema: true, ema_momentum: 0.1 } },
  },
  { name: 'label smoothing', options: { labelSmoothing: 0.1 }, optimizer: adam },
  { name: 'focal loss', options: { loss: 'focal' }, optimizer: adam },
  { name: 'focal loss with smoothing, gamma 0.5', options: { loss: 'focal', focalGamma: 0.5, labelSmoothing: 0.2 }, optimizer: adam },
  { name: 'logit-adjusted loss', options: { loss: 'logit-adjusted', imbalance: 'none' }, optimizer: adam },
  { name: 'blended photographs', options: { augmentation: mixup }, optimizer: adam, blends: true },
  { name: 'blended, focal', options: { augmentation: mixup, loss: 'focal' }, optimizer: adam, blends: true },
  { name: 'a teacher', options: { distillation: { temperature: 3, share: 0.7 } }, optimizer: adam },
  {
    name: 'a teacher, blended, focal with smoothing',
    options: { distillation: { temperature: 2, share: 0.4 }, augmentation: mixup, loss: 'focal', labelSmoothing: 0.1 },
    optimizer: adam,
    blends: true,
  },
  { name: 'a teacher alone', options: { distillation: { temperature: 1, share: 1 } }, optimizer: adam },
  {
    name: 'rates that change',
    options: {},
    optimizer: adam,
    rates: Array.from({ length: steps }, (_, index) => learningRateAt(cosine, index + 0.5)),
  },
];

const looksOf = ({ options }: Case): number[] => [Number(options['accumulationSteps'] ?? 1), steps];

const schedules = [
  {
    name: 'cosine',
    ours: { learningRate: 0.01, epochs: 20, schedule: { kind: 'cosine', warmupEpochs: 0, finalShare: 0.05 } },
    class: 'CosineDecay',
    arguments: { initial_learning_rate: 0.01, decay_steps: 200, alpha: 0.05 },
  },
  {
    name: 'cosine with warm-up',
    ours: { learningRate: 0.01, epochs: 20, schedule: { kind: 'cosine', warmupEpochs: 3, finalShare: 0 } },
    class: 'CosineDecay',
    arguments: { initial_learning_rate: 0, decay_steps: 170, warmup_target: 0.01, warmup_steps: 30 },
  },
  {
    name: 'steps',
    ours: { learningRate: 0.01, epochs: 20, schedule: { kind: 'step', everyEpochs: 4, factor: 0.3 } },
    class: 'ExponentialDecay',
    arguments: { initial_learning_rate: 0.01, decay_steps: 40, decay_rate: 0.3, staircase: true },
  },
] as const;
/** Ten batches an epoch, at their middles. */
const moments = Array.from({ length: 200 }, (_, index) => index + 0.5);

interface Output {
  readonly cases: Record<string, { losses: number[]; weights: Record<string, number[][]>; averages: Record<string, number[][]> }>;
  readonly schedules: Record<string, number[]>;
}

function makeNetwork(): Network {
  const start = input({ shape: [8, 8, 3] });
  let seed = 1;
  const kernel = () => ({ kernelInitializer: initializers.glorotUniform({ seed: seed++ }), biasInitializer: initializers.zeros() });
  const parts = [
    layers.rescaling({ scale: 1 / 127.5, offset: -1 }),
    layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', ...kernel() }),
    layers.flatten(),
    layers.dense({ units: 8, activation: 'relu', ...kernel() }),
    layers.dense({ units: 3, ...kernel() }),
  ];
  const trained: LayersModel = model({
    inputs: start,
    outputs: parts.reduce((end, layer) => layer.apply(end) as SymbolicTensor, start),
  });
  const random = new RandomSource(1);
  const dispose = (): void => {
    trained.dispose();
    random.dispose();
  };
  return { trained, model: trained, random, frozenBackbone: null, dispose } as unknown as Network;
}

function makeBatch(seed: number): LabelledBatch {
  const random = new SeededRandom(seed, 'batch');
  const size = 16;
  return {
    size,
    inputs: Uint8Array.from({ length: size * 192 }, () => random.nextBelow(256)),
    labels: Int32Array.from({ length: size }, () => random.nextBelow(3)),
    weights: Float32Array.from({ length: size }, () => 0.5 + random.next()),
    partners: {
      labels: Int32Array.from({ length: size }, () => random.nextBelow(3)),
      shares: Float32Array.from({ length: size }, () => random.next()),
    },
    teacher: makeAnswers(size, random),
  };
}

/** Rows of probabilities. */
function makeAnswers(size: number, random: SeededRandom): Float32Array {
  const rows = Array.from({ length: size }, () => applyTemperature([random.next(), random.next(), random.next()], 0.5));
  return Float32Array.from(rows.flat());
}

const batches = Array.from({ length: steps }, (_, index) => makeBatch(index + 1));

interface Course {
  readonly losses: number[];
  /** By the number of the step. */
  readonly weights: Map<number, Float32Array[]>;
  readonly averages: Map<number, Float32Array[]>;
  readonly start: Float32Array[];
}

async function run(create: CreateTrainingStep, tested: Case): Promise<Course> {
  const network = makeNetwork();
  const options = TrainingOptions.parse({ model: { architecture: 'hmnist-cnn' }, ...tested.options });
  const step = create(network, { ...options, classShares });
  const count = network.trained.weights.length;
  const course: Course = { losses: [], weights: new Map(), averages: new Map(), start: (await step.exportState()).values.slice(0, count) };
  for (const [index, { partners, ...batch }] of batches.entries()) {
    const number = index + 1;
    const order: StepOrder = { rate: tested.rates?.[index] ?? rate, isUpdate: number % options.accumulationSteps === 0 };
    const whole = tested.blends === true && partners !== undefined ? { ...batch, partners } : batch;
    course.losses.push((await step.step(whole, order)).loss);
    if (!looksOf(tested).includes(number)) continue;
    course.weights.set(number, (await step.exportState()).values.slice(0, count));
    await step.withResult(() => {
      course.averages.set(
        number,
        modelWeights(network.trained).map((variable) => variable.dataSync<'float32'>().slice()),
      );
    });
  }
  step.dispose();
  network.dispose();
  return course;
}

function expectSame(found: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[], start: readonly Float32Array[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((values, index) => {
    expect(relativeDifference(values, expected[index]!)).toBeLessThan(5e-5);
    // A weight of 0.5 is known to 3e-8.
    const change = (whole: ArrayLike<number>): number[] => Array.from(whole, (value, place) => value - start[index]![place]!);
    expect(relativeDifference(change(values), change(expected[index]!), 1e-5)).toBeLessThan(2e-2);
  });
}

let answer: KerasAnswer<Output>;

beforeAll(async () => {
  await requireTensorFlow({
    skip: (note) => {
      throw new Error(note);
    },
  });
  const network = makeNetwork();
  const weights = modelWeights(network.trained).map((variable) => [...variable.dataSync()]);
  network.dispose();
  answer = await askKeras<Output>(fileURLToPath(new URL('training_steps.py', import.meta.url)), {
    weights,
    classShares,
    batches: batches.map(({ inputs, labels, weights: own, partners, teacher }) => ({
      inputs: [...inputs],
      labels: [...labels],
      weights: [...own],
      partners: [...partners!.labels],
      shares: [...partners!.shares],
      teacher: [...teacher!],
    })),
    cases: cases.map((tested) => ({
      name: tested.name,
      optimizer: tested.optimizer,
      looks: looksOf(tested),
      rates: tested.rates ?? new Array<number>(steps).fill(rate),
      blends: tested.blends ?? false,
      loss: tested.options['loss'] ?? 'cross-entropy',
      focalGamma: tested.options['focalGamma'] ?? 2,
      labelSmoothing: tested.options['labelSmoothing'] ?? 0,
      distillation: tested.options['distillation'] ?? null,
    })),
    schedules: schedules.map((schedule) => ({ ...schedule, steps: moments })),
  });
}, 600_000);

describe.for(cases)('$name', (tested) => {
  test('changes every weight as Keras does, compiled and operation by operation', async (context) => {
    if ('missing' in answer) return context.skip(answer.missing);
    const expected = answer.output.cases[tested.name]!;
    const eager = await run(createEagerStep, tested);
    const compiled = await run(createCompiledStep, tested);
    for (const course of [eager, compiled]) {
      course.losses.forEach((loss, index) => expect(loss, `loss ${index + 1}`).toBeCloseTo(expected.losses[index]!, 4));
      for (const number of looksOf(tested)) {
        expectSame(course.weights.get(number)!, expected.weights[number]!, course.start);
        const averages = expected.averages[number]!;
        expectSame(course.averages.get(number)!, averages.length > 0 ? averages : expected.weights[number]!, course.start);
      }
    }
    for (const number of looksOf(tested)) expectSame(compiled.weights.get(number)!, eager.weights.get(number)!, eager.start);
  });
});

test.for(schedules)('the schedule "$name" is that of Keras', ({ name, ours }, context) => {
  if ('missing' in answer) return context.skip(answer.missing);
  const expected = answer.output.schedules[name]!;
  moments.forEach((step, index) => expect(learningRateAt({ ...ours, headFirst: null }, step / 10)).toBeCloseTo(expected[index]!, 7));
});
