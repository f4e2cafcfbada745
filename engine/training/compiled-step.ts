import { getBackend, softmax } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BatchField } from '../graph/batch-field.ts';
import { CompiledTraining } from '../graph/compiled-training.ts';
import { NotCompilable } from '../graph/not-compilable.ts';
import { adamDefaults, rmspropDefaults } from '../graph/optimizers.ts';
import type { OptimizerSpec } from '../graph/optimizers.ts';
import type { Network } from '../models/network.ts';
import { modelWeights } from '../models/model-weights.ts';
import { createEagerStep, momentum } from './eager-step.ts';
import { computeGradients, trainableVariables } from './gradients.ts';
import { explainOutOfMemory } from './out-of-memory.ts';
import { requireKind } from './training-step.ts';
import type { CreateTrainingStep, TrainingStep, TrainingStepOptions } from './training-step.ts';

/**
 * The fastest way to train on the active backend: on TensorFlow the whole step as one graph, elsewhere and where that is not possible operation by
 * operation.
 * @param tell told, in a sentence, where a graph should have been possible and was not
 */
export function createFastestStep(tell: (message: string) => void): CreateTrainingStep {
  return (network, options) => {
    if (getBackend() !== 'tensorflow') return createEagerStep(network, options);
    try {
      return createCompiledStep(network, options);
    } catch (error) {
      if (!(error instanceof NotCompilable)) throw error;
      tell(`The training step cannot be compiled (${error.message}). Training runs operation by operation: as right, but slower.`);
      return createEagerStep(network, options);
    }
  };
}

/**
 * Trains with one TensorFlow graph per step (engine.md, "One training step, measured").
 * @throws NotCompilable
 */
export function createCompiledStep(network: Network, { optimizer, learningRate }: TrainingStepOptions): TrainingStep {
  const { trained, random } = network;
  const variables = trainableVariables(trained);
  const compiled = CompiledTraining.compile({
    fields: [inputsOf(network), labelsOf(trained), weightsField],
    weights: modelWeights(trained),
    randomState: random.state,
    learn: ({ inputs, labels, weights }) =>
      computeGradients(trained, variables, { inputs: inputs as Tensor, labels: labels as Tensor1D, weights: weights as Tensor1D }),
    predict: (inputs) => softmax(trained.apply(inputs, { training: false }) as Tensor),
    optimizer: optimizerSpec(optimizer),
  });
  return {
    step: ({ size, inputs, labels, weights }) => explainOutOfMemory(size, () => compiled.step({ inputs, labels, weights }, learningRate)),
    predict: (inputs, size) => explainOutOfMemory(size, () => compiled.predict(inputs)),
    synchronize: () => compiled.synchronize(),
    exportState: async () => ({ kind: 'compiled', ...compiled.exportState() }),
    importState: async (state) => compiled.importState(requireKind(state, 'compiled')),
    dispose: () => compiled.dispose(),
  };
}

/** Photographs are fed as bytes, the features of a frozen backbone as they are. */
function inputsOf({ trained, frozenBackbone }: Network): BatchField {
  const rowShape = trained.inputs[0]?.shape.slice(1) as number[];
  return frozenBackbone === null
    ? { name: 'inputs', fedAs: 'uint8', rowShape, example: (random) => random.nextBelow(256) }
    : { name: 'inputs', fedAs: 'float32', rowShape, example: (random) => random.next() };
}

function labelsOf(trained: LayersModel): BatchField {
  const classCount = trained.outputs[0]?.shape.at(-1) ?? 1;
  return { name: 'labels', fedAs: 'int32', rowShape: [], example: (random) => random.nextBelow(classCount) };
}

const weightsField: BatchField = { name: 'weights', fedAs: 'float32', rowShape: [], example: (random) => 0.5 + random.next() };

function optimizerSpec(name: TrainingStepOptions['optimizer']): OptimizerSpec {
  switch (name) {
    case 'adam':
    case 'adamw':
      return { kind: 'adam', ...adamDefaults };
    case 'sgd':
      return { kind: 'sgd', momentum, nesterov: false };
    case 'rmsprop':
      return { kind: 'rmsprop', ...rmspropDefaults };
  }
}
