import { getBackend, softmax } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BatchField } from '../graph/batch-field.ts';
import { CompiledTraining } from '../graph/compiled-training.ts';
import type { TensorValues } from '../graph/graph-node.ts';
import { NotCompilable } from '../graph/not-compilable.ts';
import type { Network } from '../models/network.ts';
import { modelWeights } from '../models/model-weights.ts';
import { factsField, fed } from '../models/to-inputs.ts';
import { createEagerStep } from './eager-step.ts';
import { computeGradients, trainableVariables } from './gradients.ts';
import type { TensorBatch } from './gradients.ts';
import { halfPrecisionObstacle } from './half-precision-obstacle.ts';
import { optimizerSpec } from './optimizer-spec.ts';
import { explainOutOfMemory } from './out-of-memory.ts';
import { blendsPhotographs, requireKind } from './training-step.ts';
import type { CreateTrainingStep, LabelledBatch, TrainingStep, TrainingStepOptions } from './training-step.ts';

/**
 * The fastest way to train on the active backend: on TensorFlow the whole step as one graph, elsewhere and where that is not possible operation by
 * operation.
 * @param tell told, in a sentence, where a graph should have been possible and was not
 */
export function createFastestStep(tell: (message: string) => void): CreateTrainingStep {
  return (network, asked) => {
    const obstacle = asked.precision === 'mixed' ? halfPrecisionObstacle() : null;
    if (obstacle !== null) tell(`${obstacle} Training runs in float32.`);
    const options = obstacle === null ? asked : { ...asked, precision: 'float32' as const };
    if (getBackend() !== 'tensorflow') return createEagerStep(network, options);
    try {
      return createCompiledStep(network, options);
    } catch (error) {
      if (!(error instanceof NotCompilable)) throw error;
      const inFloat = options.precision === 'mixed' ? ', in float32' : '';
      tell(
        `The training step cannot be compiled (${error.message}). Training runs operation by operation${inFloat}: as right, but slower.`,
      );
      return createEagerStep(network, options);
    }
  };
}

/**
 * Trains with one TensorFlow graph per step (engine.md, "One training step, measured").
 * @throws NotCompilable
 */
export function createCompiledStep(network: Network, options: TrainingStepOptions): TrainingStep {
  const { trained, random } = network;
  const variables = trainableVariables(trained);
  const inputs = inputsOf(network);
  const blends = blendsPhotographs(options);
  const blendFields = blends ? [labelsOf(trained, 'partners'), sharesField] : [];
  const teacherFields = (options.distillation ?? null) === null ? [] : [teacherOf(trained)];
  const compiled = CompiledTraining.compile({
    fields: [...inputs, labelsOf(trained, 'labels'), weightsField, ...blendFields, ...teacherFields],
    inputCount: inputs.length,
    weights: modelWeights(trained),
    randomState: random.state,
    learn: (batch) => computeGradients(trained, variables, batch as unknown as TensorBatch, options),
    predict: (...given) => softmax(trained.apply(given, { training: false }) as Tensor),
    optimizer: optimizerSpec(options),
    clipNorm: options.gradientClipNorm,
    gathers: options.accumulationSteps > 1,
    averageDecay: options.averageDecay,
    inHalfPrecision: options.precision === 'mixed',
  });
  const everyBatch = { rate: options.learningRate, isUpdate: true };
  return {
    step: (batch, order = everyBatch) => explainOutOfMemory(batch.size, () => compiled.step(fieldsOf(batch, blends), order)),
    predict: (given, size, facts) => explainOutOfMemory(size, () => compiled.predict(...fed(given, facts))),
    withResult: async (work) => {
      compiled.synchronize();
      return await work();
    },
    exportState: () => Promise.resolve({ kind: 'compiled', ...compiled.exportState() }),
    importState: (state) => Promise.resolve(state).then((whole) => compiled.importState(requireKind(whole, 'compiled'))),
    dispose: () => compiled.dispose(),
  };
}

/** A batch without partners counts as one whose photographs are blended with themselves. */
function fieldsOf(batch: LabelledBatch, blends: boolean): Record<string, TensorValues> {
  const { inputs, facts, labels, weights, partners, teacher, size } = batch;
  const plain = { inputs, ...(facts === undefined ? {} : { facts }), labels, weights, ...(teacher === undefined ? {} : { teacher }) };
  if (!blends) return plain;
  const { labels: others, shares } = partners ?? { labels, shares: new Float32Array(size).fill(1) };
  return { ...plain, partners: others, shares };
}

/** Photographs are fed as bytes, the features of a frozen backbone and facts as they are. */
function inputsOf({ trained, frozenBackbone }: Network): [BatchField, ...BatchField[]] {
  const [rowShape, factShape] = trained.inputs.map(({ shape }) => shape.slice(1) as number[]) as [number[], number[] | undefined];
  const first: BatchField =
    frozenBackbone === null
      ? { name: 'inputs', fedAs: 'uint8', rowShape, example: (random) => random.nextBelow(256) }
      : { name: 'inputs', fedAs: 'float32', rowShape, example: (random) => random.next() };
  return factShape === undefined ? [first] : [first, factsField(factShape)];
}

function labelsOf(trained: LayersModel, name: string): BatchField {
  const classCount = trained.outputs[0]?.shape.at(-1) ?? 1;
  return { name, fedAs: 'int32', rowShape: [], example: (random) => random.nextBelow(classCount) };
}

/** Probabilities above 0; the traced step does not mind that the examples sum to more than 1. */
function teacherOf(trained: LayersModel): BatchField {
  return {
    name: 'teacher',
    fedAs: 'float32',
    rowShape: [trained.outputs[0]?.shape.at(-1) ?? 1],
    example: (random) => 0.05 + random.next(),
  };
}

const weightsField: BatchField = { name: 'weights', fedAs: 'float32', rowShape: [], example: (random) => 0.5 + random.next() };
const sharesField: BatchField = { name: 'shares', fedAs: 'float32', rowShape: [], example: (random) => random.next() };
