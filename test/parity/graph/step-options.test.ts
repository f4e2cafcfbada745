import * as tf from '@tensorflow/tfjs-core';
import { initializers, input, layers, model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../common/domain/random.ts';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { applyTemperature } from '../../../common/metrics/calibration.ts';
import type { StepOrder } from '../../../engine/graph/step-counts.ts';
import { averageShare } from '../../../engine/graph/step-counts.ts';
import { BatchNormalization } from '../../../engine/models/layers/batch-normalization.ts';
import { SeededDropout } from '../../../engine/models/layers/dropout.ts';
import { RandomSource } from '../../../engine/models/layers/random-source.ts';
import { modelWeights } from '../../../engine/models/model-weights.ts';
import type { Network } from '../../../engine/models/network.ts';
import { createCompiledStep } from '../../../engine/training/compiled-step.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import { halfPrecisionObstacle } from '../../../engine/training/half-precision-obstacle.ts';
import type { CreateTrainingStep, LabelledBatch, TrainingStep } from '../../../engine/training/training-step.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';

const rate = 1e-3;
const update: StepOrder = { rate, isUpdate: true };
const gather: StepOrder = { rate, isUpdate: false };

interface Made {
  readonly network: Network;
  readonly step: TrainingStep;
}

/** Dense alone: what a batch does depends on its photographs only. Otherwise convolution, normalisation and dropout: everything that has a state. */
type Kind = 'plain' | 'stateful' | 'normalised';

function makeNetwork(kind: Kind): Network {
  const random = new RandomSource(5);
  let seed = 3;
  const kernel = (): { kernelInitializer: ReturnType<typeof initializers.glorotUniform> } => ({
    kernelInitializer: initializers.glorotUniform({ seed: seed++ }),
  });
  // No bias before the normalisation: its gradient is nothing but rounding, and Adam makes whole steps of it.
  const norms = [new BatchNormalization({ name: 'norm' })];
  const drops = kind === 'stateful' ? [new SeededDropout({ name: 'dropout', rate: 0.3, random, salt: 1 })] : [];
  const parts =
    kind === 'plain'
      ? [layers.dense({ units: 8, activation: 'tanh', ...kernel() })]
      : [layers.conv2d({ filters: 6, kernelSize: 3, useBias: false, ...kernel() }), ...norms, layers.flatten(), ...drops];
  const start = input({ shape: kind === 'plain' ? [6] : [8, 8, 3] });
  const all = [
    ...(kind === 'plain' ? [] : [layers.rescaling({ scale: 1 / 127.5, offset: -1 })]),
    ...parts,
    layers.dense({ units: 3, ...kernel() }),
  ];
  const trained = model({ inputs: start, outputs: all.reduce((end, layer) => layer.apply(end) as SymbolicTensor, start) });
  const dispose = (): void => {
    trained.dispose();
    random.dispose();
  };
  // What a step uses of a network.
  const frozenBackbone = kind === 'plain' ? trained : null;
  return { trained, model: trained, random, frozenBackbone, dispose } as unknown as Network;
}

function make(create: CreateTrainingStep, options: Record<string, unknown>, kind: Kind = 'plain'): Made {
  const parsed = TrainingOptions.parse({ model: { architecture: 'hmnist-cnn' }, learningRate: rate, ...options });
  const network = makeNetwork(kind);
  return { network, step: create(network, { ...parsed, classShares: [0.6, 0.3, 0.1] }) };
}

function release({ network, step }: Made): void {
  step.dispose();
  network.dispose();
}

function makeBatch({ trained, frozenBackbone }: Network, seed: number, size: number): LabelledBatch {
  const random = new SeededRandom(seed, 'batch');
  const length = size * trained.inputs[0]!.shape.slice(1).reduce((product: number, edge) => product * edge!, 1);
  return {
    size,
    inputs:
      frozenBackbone === null
        ? Uint8Array.from({ length }, () => random.nextBelow(256))
        : Float32Array.from({ length }, () => 2 * random.next() - 1),
    labels: Int32Array.from({ length: size }, () => random.nextBelow(3)),
    weights: Float32Array.from({ length: size }, () => 0.5 + random.next()),
    partners: {
      labels: Int32Array.from({ length: size }, () => random.nextBelow(3)),
      shares: Float32Array.from({ length: size }, () => random.next()),
    },
    teacher: Float32Array.from(
      Array.from({ length: size }, () => applyTemperature([random.next(), random.next(), random.next()], 0.5)).flat(),
    ),
  };
}

function joined(...batches: LabelledBatch[]): LabelledBatch {
  const all = (pick: (batch: LabelledBatch) => ArrayLike<number>): number[] => batches.flatMap((batch) => Array.from(pick(batch)));
  return {
    size: batches.reduce((sum, { size }) => sum + size, 0),
    inputs: Float32Array.from(all(({ inputs }) => inputs)),
    labels: Int32Array.from(all(({ labels }) => labels)),
    weights: Float32Array.from(all(({ weights }) => weights)),
  };
}

const weightsOf = ({ network }: Made): Float32Array[] =>
  modelWeights(network.trained).map((weight) => weight.dataSync<'float32'>().slice());

async function present(made: Made): Promise<Float32Array[]> {
  return (await made.step.exportState()).values.slice(0, made.network.trained.weights.length);
}

beforeEach(async (context) => {
  await requireTensorFlow(context);
});

const kinds: readonly (readonly [string, CreateTrainingStep])[] = [
  ['compiled', createCompiledStep],
  ['eager', createEagerStep],
];

describe.for(kinds)('a %s step', ([, create]) => {
  test('learns from several batches of different sizes as from one that holds them all', async () => {
    const parts = make(create, { accumulationSteps: 3 });
    const whole = make(create, {});
    for (const seed of [1, 2]) {
      const batches = [5, 3, 8].slice(0, seed + 1).map((size, index) => makeBatch(parts.network, 10 * seed + index, size));
      let sum = 0;
      for (const [index, batch] of batches.entries()) {
        const before = await present(parts);
        const isLast = index === batches.length - 1;
        sum += batch.size * (await parts.step.step(batch, isLast ? update : gather)).loss;
        if (!isLast) expect(await present(parts)).toEqual(before);
      }
      const together = joined(...batches);
      expect(sum / together.size).toBeCloseTo((await whole.step.step(together, update)).loss, 5);
      const expected = await present(whole);
      (await present(parts)).forEach((values, index) => expect(relativeDifference(values, expected[index]!)).toBeLessThan(1e-4));
    }
    expect(await parts.step.exportState()).toMatchObject({ step: 5, updates: 2, gathered: 0 });
    release(parts);
    release(whole);
  });

  test('validates and saves moving averages, and goes on with the weights themselves', async () => {
    const averaged = make(create, { averageDecay: 0.9 });
    const plain = make(create, {});
    let expected: Float32Array[] = [];
    for (let number = 1; number <= 4; number++) {
      const batch = makeBatch(plain.network, number, 6);
      expect(await averaged.step.step(batch, update)).toEqual(await plain.step.step(batch, update));
      const weights = await present(plain);
      expect(await present(averaged)).toEqual(weights);
      const share = averageShare(0.9, number - 1);
      expected = weights.map((values, index) =>
        number === 1 ? values : values.map((value, place) => share * value + (1 - share) * expected[index]![place]!),
      );
      const saved = await averaged.step.withResult(() => weightsOf(averaged));
      saved.forEach((values, index) => expect(relativeDifference(values, expected[index]!)).toBeLessThan(1e-5));
    }
    const { inputs } = makeBatch(plain.network, 9, 4);
    const predicted = await averaged.step.predict(inputs, 4);
    await plain.step.withResult(() => {
      modelWeights(plain.network.trained).forEach((weight, index) => weight.assign(tf.tensor(expected[index]!, weight.shape)));
    });
    const other = createEagerStep(plain.network, TrainingOptions.parse({ model: { architecture: 'hmnist-cnn' } }));
    expect(relativeDifference(predicted, await other.predict(inputs, 4))).toBeLessThan(1e-4);
    other.dispose();
    release(averaged);
    release(plain);
  });

  const everything = {
    optimizer: 'adamw',
    weightDecay: 0.01,
    gradientClipNorm: 1,
    averageDecay: 0.99,
    accumulationSteps: 2,
    loss: 'focal',
    labelSmoothing: 0.1,
    augmentation: { mixup: 0.2 },
    distillation: { temperature: 3, share: 0.6 },
  };

  test('goes on to the bit with everything switched on, in the middle of a group of batches', async () => {
    const learn = async ({ network, step }: Made, from: number, to: number): Promise<number[]> => {
      const losses: number[] = [];
      for (let number = from; number <= to; number++)
        losses.push((await step.step(makeBatch(network, number, 4), number % 2 === 0 ? update : gather)).loss);
      return losses;
    };
    const run = make(create, everything, 'stateful');
    await learn(run, 1, 5);
    const state = structuredClone(await run.step.exportState());
    expect(state).toMatchObject({ step: 5, updates: 2, gathered: 4 });
    const losses = await learn(run, 6, 8);
    const resumed = make(create, everything, 'stateful');
    await learn(resumed, 11, 13);
    await resumed.step.importState(state);
    expect(await learn(resumed, 6, 8)).toEqual(losses);
    expect(await resumed.step.exportState()).toEqual(await run.step.exportState());
    release(run);
    release(resumed);
  });

  test('that gathers takes the state of one that does not, but not one that has gathered', async () => {
    const plain = make(create, { averageDecay: 0.9 });
    const gathering = make(create, { averageDecay: 0.9, accumulationSteps: 2 });
    await plain.step.step(makeBatch(plain.network, 1, 4), update);
    const state = await plain.step.exportState();
    await gathering.step.importState(state);
    const batch = makeBatch(plain.network, 2, 4);
    expect((await gathering.step.step(batch, update)).loss).toBe((await plain.step.step(batch, update)).loss);
    await expect(gathering.step.importState({ ...state, gathered: 4 })).rejects.toThrow('does not belong to this network');
    await expect(plain.step.step(batch, gather)).rejects.toThrow('an update with every batch');
    release(plain);
    release(gathering);
  });
});

test.for([
  ['AdamW, clipped, averaged', { optimizer: 'adamw', weightDecay: 0.05, gradientClipNorm: 0.2, averageDecay: 0.5 }],
  [
    'focal, smoothed, blended, two batches an update',
    { loss: 'focal', labelSmoothing: 0.1, accumulationSteps: 2, augmentation: { cutmix: 1 } },
  ],
  ['a teacher, blended', { distillation: { temperature: 4, share: 0.7 }, augmentation: { mixup: 0.4 } }],
  ["logit-adjusted, Nesterov's momentum", { loss: 'logit-adjusted', imbalance: 'none', optimizer: 'sgd', nesterov: true }],
] as const)('%s: compiled and eager agree in a network with normalisation', async ([, options]) => {
  const compiled = make(createCompiledStep, options, 'normalised');
  const eager = make(createEagerStep, options, 'normalised');
  for (let number = 1; number <= 20; number++) {
    const batch = makeBatch(eager.network, number, 6);
    const order = { rate: 1e-4, isUpdate: !('accumulationSteps' in options) || number % 2 === 0 };
    const expected = await eager.step.step(batch, order);
    expect((await compiled.step.step(batch, order)).loss).toBeCloseTo(expected.loss, 3);
    if (number > 2 && number !== 20) continue;
    const kept = await eager.step.withResult(() => weightsOf(eager));
    const found = await compiled.step.withResult(() => weightsOf(compiled));
    // Biases that start from 0 are held against other weights' size.
    found.forEach((values, index) => expect(relativeDifference(values, kept[index]!, 0.05)).toBeLessThan(number === 20 ? 5e-3 : 5e-4));
  }
  release(compiled);
  release(eager);
});

test('in mixed precision a network learns nearly the same, predicts in float32 and has the same state', async () => {
  const mixed = make(createCompiledStep, { precision: 'mixed' }, 'stateful');
  const single = make(createCompiledStep, {}, 'stateful');
  const losses: [number, number][] = [];
  for (let number = 1; number <= 20; number++) {
    const batch = makeBatch(single.network, number % 3, 12);
    losses.push([(await mixed.step.step(batch, update)).loss, (await single.step.step(batch, update)).loss]);
  }
  for (const [half, whole] of losses) expect(Math.abs(half - whole)).toBeLessThan(0.03 * whole);
  expect(losses.some(([half, whole]) => half !== whole)).toBe(true);
  expect(losses.at(-1)![0]).toBeLessThan(0.7 * losses[0]![0]);
  await single.step.importState(await mixed.step.exportState());
  const { inputs } = makeBatch(single.network, 30, 5);
  expect(await mixed.step.predict(inputs, 5)).toEqual(await single.step.predict(inputs, 5));
  release(mixed);
  release(single);
});

test('mixed precision is for processors that gain by it; elsewhere float32 is used, and that is said', () => {
  expect(halfPrecisionObstacle(() => 'flags : fpu avx512f avx512_bf16 gfni')).toBeNull();
  expect(halfPrecisionObstacle(() => 'flags : amx_bf16 amx_tile')).toBeNull();
  expect(halfPrecisionObstacle(() => 'flags : fpu avx2')).toMatch(/^Mixed precision was asked for, but this processor .*\.$/);
});
