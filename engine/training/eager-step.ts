import { dispose, softmax, tensor1d, tidy, train } from '@tensorflow/tfjs-core';
import type { Optimizer, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Network } from '../models/network.ts';
import { modelWeights } from '../models/model-weights.ts';
import { toInputs } from '../models/to-inputs.ts';
import { exportEagerState, importEagerState } from './eager-state.ts';
import { computeGradients, trainableVariables } from './gradients.ts';
import { explainOutOfMemory } from './out-of-memory.ts';
import { requireKind } from './training-step.ts';
import type { LabelledBatch, StepResult, TrainingStep, TrainingStepOptions } from './training-step.ts';

/** Share of its past direction that stochastic gradient descent keeps. */
export const momentum = 0.9;

/** Trains operation by operation: works on every backend, and is what a compiled step is compared with. */
export function createEagerStep(network: Network, options: TrainingStepOptions): TrainingStep {
  const optimizer = createOptimizer(options);
  const { trained, random } = network;
  const variables = trainableVariables(trained);
  const weights = modelWeights(trained);
  let stepNumber = 0;

  const step = async (batch: LabelledBatch): Promise<StepResult> => {
    random.setStep(++stepNumber);
    const tensors = {
      inputs: toInputs(trained, batch.inputs, batch.size),
      labels: tensor1d(batch.labels, 'int32'),
      weights: tensor1d(batch.weights),
    };
    try {
      const { loss, correct, gradients } = computeGradients(trained, variables, tensors);
      const [[lossValue = NaN], [correctValue = 0]] = await Promise.all([loss.data(), correct.data()]);
      const result = { loss: lossValue, correct: correctValue };
      if (Number.isFinite(result.loss)) optimizer.applyGradients(gradients);
      dispose([loss, correct, gradients]);
      return result;
    } finally {
      dispose(tensors);
    }
  };

  return {
    step: (batch) => explainOutOfMemory(batch.size, () => step(batch)),
    predict: (inputs, size) => explainOutOfMemory(size, () => predictProbabilities(trained, inputs, size)),
    synchronize: () => undefined,
    exportState: async () => ({ kind: 'eager', step: stepNumber, values: await exportEagerState(weights, optimizer) }),
    importState: async (state) => {
      const { step: madeSteps, values } = requireKind(state, 'eager');
      await importEagerState({ weights, trained: variables, optimizer, step: madeSteps, values });
      stepNumber = madeSteps;
    },
    dispose: () => optimizer.dispose(),
  };
}

async function predictProbabilities(model: LayersModel, inputs: Uint8Array | Float32Array, size: number): Promise<Float32Array> {
  const probabilities = tidy(() => softmax(model.predictOnBatch(toInputs(model, inputs, size)) as Tensor));
  try {
    return await probabilities.data<'float32'>();
  } finally {
    probabilities.dispose();
  }
}

function createOptimizer({ optimizer, learningRate }: TrainingStepOptions): Optimizer {
  switch (optimizer) {
    case 'adam':
    case 'adamw':
      return train.adam(learningRate);
    case 'sgd':
      return train.momentum(learningRate, momentum);
    case 'rmsprop':
      return train.rmsprop(learningRate);
  }
}
