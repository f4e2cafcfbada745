import { beforeEach, expect, test } from 'vitest';
import { ModelSpec } from '../../../common/domain/model-spec.ts';
import { encodedLength } from '../../../common/domain/patient-facts.ts';
import type { FactsEncoding } from '../../../common/domain/patient-facts.ts';
import { SeededRandom } from '../../../common/domain/random.ts';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { ModelPredictor } from '../../../engine/inference/model-predictor.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import { modelWeights } from '../../../engine/models/model-weights.ts';
import type { Network } from '../../../engine/models/network.ts';
import { createCompiledStep } from '../../../engine/training/compiled-step.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import type { CreateTrainingStep, LabelledBatch, TrainingStep } from '../../../engine/training/training-step.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';

const facts: FactsEncoding = {
  age: { meanYears: 50, deviationYears: 15 },
  sex: { values: ['female', 'male'] },
  site: { values: ['back', 'face', 'foot'] },
};
const length = encodedLength(facts);

const mobileNet = { architecture: 'mobilenet-v1', imageSize: 32, alpha: 0.25, weights: 'random' } as const;

function makeBatch({ trained, frozenBackbone }: Network, seed: number, size: number): LabelledBatch & { facts: Float32Array } {
  const random = new SeededRandom(seed, 'batch');
  const pixels = size * trained.inputs[0]!.shape.slice(1).reduce((product: number, edge) => product * edge!, 1);
  const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.between(-1, 1));
  return {
    size,
    inputs: frozenBackbone === null ? Uint8Array.from({ length: pixels }, () => random.nextBelow(256)) : numbers(pixels),
    facts: numbers(size * length),
    labels: Int32Array.from({ length: size }, () => random.nextBelow(3)),
    weights: Float32Array.from({ length: size }, () => 0.5 + random.next()),
    partners: {
      labels: Int32Array.from({ length: size }, () => random.nextBelow(3)),
      shares: Float32Array.from({ length: size }, () => random.next()),
    },
    teacher: Float32Array.from(Array.from({ length: size }, () => [0.2, 0.3, 0.5]).flat()),
  };
}

const weightsOf = (step: TrainingStep, network: Network): Promise<Float32Array[]> =>
  step.withResult(() => modelWeights(network.trained).map((weight) => weight.dataSync<'float32'>().slice()));

beforeEach(async (context) => {
  await requireTensorFlow(context);
});

test.for([
  ['a small network', { architecture: 'two-conv', imageSize: 16 }, {}],
  // Adam would make whole steps of gradients that normalisation leaves as nothing but rounding.
  ['a backbone that is trained', { ...mobileNet, trainable: 'all', denseUnits: [], dropout: 0 }, { optimizer: 'sgd' }],
  [
    'the head of a frozen backbone, mixed, with a teacher',
    { ...mobileNet, denseUnits: [8], headNormalization: true },
    { augmentation: { mixup: 0.4 }, distillation: { temperature: 2, share: 0.5 } },
  ],
] as const)('%s takes facts: compiled and eager agree, and so do their predictions', async ([, model, options]) => {
  const parsed = TrainingOptions.parse({ model, learningRate: 1e-4, facts: ['age', 'sex', 'site'], ...options });
  const make = (create: CreateTrainingStep) => {
    const network = buildNetwork(ModelSpec.parse(model), 3, 5, { facts });
    return { network, step: create(network, parsed) };
  };
  const compiled = make(createCompiledStep);
  const eager = make(createEagerStep);
  // The last batch of an epoch is smaller.
  for (const [index, size] of [6, 6, 5].entries()) {
    const batch = makeBatch(eager.network, index, size);
    const order = { rate: 1e-4, isUpdate: true };
    const expected = await eager.step.step(batch, order);
    expect((await compiled.step.step(batch, order)).loss).toBeCloseTo(expected.loss, 4);
    const kept = await weightsOf(eager.step, eager.network);
    (await weightsOf(compiled.step, compiled.network)).forEach((values, place) =>
      expect(relativeDifference(values, kept[place]!, 0.05)).toBeLessThan(5e-4),
    );
  }
  const { inputs, facts: told } = makeBatch(eager.network, 9, 4);
  const predicted = await compiled.step.predict(inputs, 4, told);
  expect(relativeDifference(predicted, await eager.step.predict(inputs, 4, told))).toBeLessThan(1e-4);
  expect(
    relativeDifference(
      predicted,
      await compiled.step.predict(
        inputs,
        4,
        told.map((value) => -value),
      ),
    ),
  ).toBeGreaterThan(1e-3);
  await expect(eager.step.predict(inputs, 4)).rejects.toThrow('2 inputs, but 1');
  for (const { step, network } of [compiled, eager]) {
    step.dispose();
    network.dispose();
  }
});

test('a network that takes facts says the same compiled and operation by operation', async () => {
  const network = buildNetwork(ModelSpec.parse({ ...mobileNet, denseUnits: [] }), 3, 5, { facts });
  const predictor = new ModelPredictor(network.model);
  const random = new SeededRandom(1, 'photographs');
  const bytes = Uint8Array.from({ length: 3 * 32 * 32 * 3 }, () => random.nextBelow(256));
  const told = Float32Array.from({ length: 3 * length }, () => random.between(-1, 1));
  const first = await predictor.predict(bytes, 3, told);
  expect(relativeDifference(await predictor.predict(bytes, 3, told), first)).toBeLessThan(1e-5);
  expect(predictor.obstacle).toBeNull();
  predictor.dispose();
  network.dispose();
});
