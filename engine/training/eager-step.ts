import { dispose, softmax, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { countStep, noSteps } from '../graph/step-counts.ts';
import type { StepOrder } from '../graph/step-counts.ts';
import type { Network } from '../models/network.ts';
import { modelWeights } from '../models/model-weights.ts';
import { toInputs } from '../models/to-inputs.ts';
import { exportVariables, importVariables } from './eager-state.ts';
import { EagerUpdates } from './eager-updates.ts';
import { computeGradients, trainableVariables } from './gradients.ts';
import type { TensorBatch } from './gradients.ts';
import { optimizerSpec } from './optimizer-spec.ts';
import { explainOutOfMemory } from './out-of-memory.ts';
import { blendsPhotographs, requireKind } from './training-step.ts';
import type { LabelledBatch, StepResult, TrainingStep, TrainingStepOptions } from './training-step.ts';

/** Trains operation by operation: works on every backend, and is what a compiled step is compared with. */
export function createEagerStep(network: Network, options: TrainingStepOptions): TrainingStep {
  const { trained, random } = network;
  const variables = trainableVariables(trained);
  const weights = modelWeights(trained);
  const updates = new EagerUpdates(
    {
      optimizer: optimizerSpec(options),
      clipNorm: options.gradientClipNorm,
      gathers: options.accumulationSteps > 1,
      averageDecay: options.averageDecay,
    },
    weights,
    variables,
  );
  const state = [...weights, ...updates.state];
  const blends = blendsPhotographs(options);
  let counts = noSteps;

  const step = async (batch: LabelledBatch, order: StepOrder): Promise<StepResult> => {
    const next = countStep(counts, batch.size, order.isUpdate);
    random.setStep(next.step);
    const tensors = toTensors(trained, batch, blends);
    try {
      const { loss, correct, gradients } = computeGradients(trained, variables, tensors, options);
      const [[lossValue = NaN], [correctValue = 0]] = await Promise.all([loss.data(), correct.data()]);
      const result = { loss: lossValue, correct: correctValue };
      const ordered = variables.map(({ name }) => gradients[name] as Tensor);
      if (Number.isFinite(result.loss)) updates.take(ordered, batch.size, counts, order);
      dispose([loss, correct, gradients]);
      counts = next;
      return result;
    } finally {
      dispose({ ...tensors });
    }
  };

  const everyBatch = { rate: options.learningRate, isUpdate: true };
  return {
    step: (batch, order = everyBatch) => explainOutOfMemory(batch.size, () => step(batch, order)),
    predict: (inputs, size, facts) =>
      explainOutOfMemory(size, () => updates.withAverages(() => predictProbabilities(trained, inputs, size, facts))),
    withResult: (work) => updates.withAverages(work),
    exportState: async () => ({ kind: 'eager', ...counts, values: await exportVariables(state) }),
    importState: (imported) =>
      Promise.resolve(imported).then((whole) => {
        const { step: made, updates: madeUpdates, gathered, values } = requireKind(whole, 'eager');
        importVariables(state, values, gathered === 0 ? updates.sumCount : 0);
        counts = { step: made, updates: madeUpdates, gathered };
      }),
    dispose: () => updates.dispose(),
  };
}

function toTensors(model: LayersModel, batch: LabelledBatch, blends: boolean): TensorBatch {
  const { size, labels, weights, partners, teacher } = batch;
  const [inputs, facts] = toInputs(model, batch.inputs, size, batch.facts) as [Tensor, Tensor | undefined];
  return {
    inputs,
    ...(facts === undefined ? {} : { facts }),
    labels: tensor1d(labels, 'int32'),
    weights: tensor1d(weights),
    ...(partners === undefined || !blends ? {} : { partners: tensor1d(partners.labels, 'int32'), shares: tensor1d(partners.shares) }),
    ...(teacher === undefined ? {} : { teacher: tensor2d(teacher, [size, teacher.length / size]) }),
  };
}

async function predictProbabilities(
  model: LayersModel,
  inputs: Uint8Array | Float32Array,
  size: number,
  facts?: Float32Array,
): Promise<Float32Array> {
  const probabilities = tidy(() => softmax(model.predictOnBatch(toInputs(model, inputs, size, facts)) as Tensor));
  try {
    return await probabilities.data<'float32'>();
  } finally {
    probabilities.dispose();
  }
}
