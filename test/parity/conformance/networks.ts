import * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelSpec } from '../../../common/domain/model-spec.ts';
import { encodeFacts, nothingKnown } from '../../../common/domain/patient-facts.ts';
import type { FactsEncoding } from '../../../common/domain/patient-facts.ts';
import { SeededRandom } from '../../../common/domain/random.ts';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { seededUniformKernel } from '../../../engine/backends/own-kernels.ts';
import { ModelPredictor } from '../../../engine/inference/model-predictor.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import type { LabelledBatch } from '../../../engine/training/training-step.ts';
import type { Results } from './operations.ts';

const classCount = 3;

/** Networks that train on every backend, with the optimizer and how many steps: normalisation of few small pictures soon makes much of little. */
const trained = {
  'hmnist-cnn': [{ architecture: 'hmnist-cnn', width: 0.5 }, 'adam', 3],
  'whole MobileNet': [mobileNet('all'), 'sgd', 1],
  'head of a MobileNet': [mobileNet('head'), 'rmsprop', 3],
  'head of a MobileNet with facts': [mobileNet('head'), 'adam', 3],
} as const;

function mobileNet(trainable: 'all' | 'head'): z.input<typeof ModelSpec> {
  return { architecture: 'mobilenet-v1', imageSize: 32, alpha: 0.25, weights: 'random', trainable, denseUnits: [16], dropout: 0.3 };
}

/**
 * Losses of a few steps, the first step's change of all weights (moving statistics too), and predictions after them. Dropout keeps everything: its numbers are seeded, but each backend has its own.
 */
export async function trainedNetworkResults(): Promise<Results> {
  const backendName = tf.getBackend();
  tf.unregisterKernel(seededUniformKernel, backendName);
  tf.registerKernel({ kernelName: seededUniformKernel, backendName, kernelFunc: ({ attrs }) => tf.fill(attrs!['shape'] as number[], 0.9) });
  const results: Results = {};
  for (const [name, [model, optimizer, steps]] of Object.entries(trained)) {
    const options = TrainingOptions.parse({ model, optimizer, learningRate: 1e-5 });
    const network = buildNetwork(options.model, classCount, 5, { facts: name.endsWith('with facts') ? facts : null });
    const step = createEagerStep(network, options);
    const inputs = await headInputs(network.frozenBackbone, options.model.imageSize);
    const batch = { ...labelled(inputs), ...(network.facts === null ? {} : { facts: told }) };
    const before = await allWeights(network.trained);
    const losses: number[] = [];
    for (let count = 0; count < steps; count++) {
      losses.push((await step.step(batch)).loss);
      if (count > 0) continue;
      const after = await allWeights(network.trained);
      results[`${name}: change by the first step`] = after.map((value, index) => value - before[index]!);
    }
    results[`${name}: losses`] = Float32Array.from(losses);
    results[`${name}: predictions`] = await step.predict(inputs, batch.size, batch.facts);
    step.dispose();
    network.dispose();
  }
  return results;
}

async function allWeights(model: LayersModel): Promise<Float32Array> {
  const values = await Promise.all(model.weights.map((weight) => weight.read().data<'float32'>()));
  return Float32Array.from(values.flatMap((part) => [...part]));
}

const size = 4;

const facts: FactsEncoding = { age: { meanYears: 50, deviationYears: 10 }, sex: { values: ['female', 'male'] }, site: null };
/** Of each photograph. */
const told = Float32Array.from(
  [nothingKnown, { ageYears: 70, sex: 'male', site: null }, { ageYears: 31, sex: 'female', site: null }, nothingKnown].flatMap((one) =>
    encodeFacts(facts, one),
  ),
);

function photographs(edge: number): Uint8Array {
  const random = new SeededRandom(3, 'conformance');
  return Uint8Array.from({ length: size * edge * edge * 3 }, () => random.nextBelow(256));
}

/** Photographs, or the features that a frozen backbone makes of them. */
async function headInputs(backbone: LayersModel | null, edge: number): Promise<LabelledBatch['inputs']> {
  return backbone === null ? photographs(edge) : new ModelPredictor(backbone).predict(photographs(edge), size);
}

function labelled(inputs: LabelledBatch['inputs']): LabelledBatch {
  return { size, inputs, labels: Int32Array.from([0, 1, 2, 1]), weights: Float32Array.from([1, 0.5, 2, 1]) };
}

/** The smallest network of every architecture, with random weights. */
export function smallestSpecs(): ModelSpec[] {
  return ModelSpec.options.map(({ shape }) => {
    const architecture = shape.architecture.value;
    for (const imageSize of [28, 32, 48, 64, 71, 75, 96]) {
      const parsed = ModelSpec.safeParse({ architecture, imageSize, weights: 'random', denseUnits: [] });
      if (parsed.success) return parsed.data;
    }
    throw new Error(`No small ${architecture} can be made: add its size here.`);
  });
}

/** What untrained networks of all architectures say of photographs. */
export async function predictionResults(specs: readonly ModelSpec[]): Promise<Results> {
  const results: Results = {};
  for (const spec of specs) {
    const network = buildNetwork(spec, classCount, 7);
    results[`predictions of ${spec.architecture}`] = await new ModelPredictor(network.model).predict(photographs(spec.imageSize), size);
    network.dispose();
  }
  return results;
}
