import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { SeededRandom } from '../../common/domain/random.ts';
import { fieldArray } from '../../engine/graph/batch-field.ts';
import type { BatchField } from '../../engine/graph/batch-field.ts';
import { CompiledTraining } from '../../engine/graph/compiled-training.ts';
import type { StepOutcome, TrainingPlan } from '../../engine/graph/compiled-training.ts';
import { elementCount } from '../../engine/graph/graph-node.ts';
import type { OptimizerSpec } from '../../engine/graph/optimizers.ts';
import type { RandomSource } from '../../engine/models/layers/random-source.ts';
import { modelWeights } from '../../engine/models/model-weights.ts';
import { computeGradients, trainableVariables } from '../../engine/training/gradients.ts';

export type FedBatch = Record<string, Float32Array | Int32Array | Uint8Array>;

/** Gives logits, three classes at least. */
export interface TwinModel {
  readonly model: LayersModel;
  readonly random?: RandomSource;
}

const plainObjective = { loss: 'cross-entropy', focalGamma: 2, labelSmoothing: 0 } as const;

export type Loss = 'sparse' | 'categorical';

const inputsField = (model: LayersModel, fedAs: 'uint8' | 'float32'): BatchField => ({
  name: 'inputs',
  fedAs,
  rowShape: model.inputs[0]!.shape.slice(1) as number[],
  example: (random) => (fedAs === 'uint8' ? random.nextBelow(256) : 2 * random.next() - 1),
});

/** A plan for a model with a loss of ours. Categorical targets are probabilities, smoothed by a tenth. */
export function makePlan(
  { model, random }: TwinModel,
  optimizer: OptimizerSpec,
  loss: Loss = 'sparse',
  fedAs: 'uint8' | 'float32' = 'float32',
): TrainingPlan {
  const classCount = model.outputs[0]!.shape.at(-1)!;
  const variables = trainableVariables(model);
  const labels: BatchField =
    loss === 'sparse'
      ? { name: 'labels', fedAs: 'int32', rowShape: [], example: (numbers) => numbers.nextBelow(classCount) }
      : { name: 'labels', fedAs: 'float32', rowShape: [classCount], example: (numbers) => numbers.next() };
  return {
    fields: [
      inputsField(model, fedAs),
      labels,
      { name: 'weights', fedAs: 'float32', rowShape: [], example: (numbers) => 0.5 + numbers.next() },
    ],
    weights: modelWeights(model),
    randomState: random?.state ?? null,
    learn: (batch) =>
      loss === 'sparse'
        ? computeGradients(model, variables, batch as unknown as Parameters<typeof computeGradients>[2], plainObjective)
        : categoricalGradients(model, variables, batch),
    predict: (inputs) => model.apply(inputs) as tf.Tensor,
    optimizer,
  };
}

function categoricalGradients(
  model: LayersModel,
  variables: tf.Variable[],
  batch: Readonly<Record<string, tf.Tensor>>,
): ReturnType<TrainingPlan['learn']> {
  let correct: tf.Scalar | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const logits = model.apply(batch['inputs']!, { training: true }) as tf.Tensor2D;
    correct = tf.keep(tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(batch['labels']!, 1)), 'int32')));
    const each = tf.losses.softmaxCrossEntropy(batch['labels']!, logits, undefined, 0.1, tf.Reduction.NONE);
    return tf.mean(tf.mul(each, batch['weights']!));
  }, variables);
  return { loss: value, correct: correct!, gradients: grads };
}

/** A batch of a plan's fields from a seed. */
export function makeBatch(plan: TrainingPlan, size: number, seed: number): FedBatch {
  const random = new SeededRandom(seed, 'batch');
  return Object.fromEntries(
    plan.fields.map((field) => {
      const values = Array.from({ length: size * elementCount(field.rowShape) }, () => field.example(random));
      return [field.name, fieldArray(field, values)];
    }),
  );
}

/** A compiled training and tfjs's own from the same weights. The model's variables are those of tfjs's. */
export class TrainingTwins {
  readonly plan: TrainingPlan;
  readonly compiled: CompiledTraining;
  readonly #eager: tf.Optimizer;
  readonly #random: RandomSource | undefined;
  #step = 0;

  constructor(twin: TwinModel, optimizer: OptimizerSpec, loss: Loss = 'sparse', fedAs: 'uint8' | 'float32' = 'float32') {
    this.plan = makePlan(twin, optimizer, loss, fedAs);
    this.compiled = CompiledTraining.compile(this.plan);
    this.#eager = eagerOptimizer(optimizer);
    this.#random = twin.random;
  }

  eagerStep(batch: FedBatch, rate: number): StepOutcome {
    this.#random?.setStep(++this.#step);
    setRate(this.#eager, rate);
    return tf.tidy(() => {
      const tensors = Object.fromEntries(
        this.plan.fields.map(({ name, fedAs, rowShape }) => {
          const values = fedAs === 'uint8' ? Float32Array.from(batch[name]!) : batch[name]!;
          return [name, tf.tensor(values, [values.length / elementCount(rowShape), ...rowShape], fedAs === 'int32' ? 'int32' : 'float32')];
        }),
      );
      const { loss, correct, gradients } = this.plan.learn(tensors);
      const { optimizer } = this.plan;
      this.#decay(gradients, rate * (optimizer.weightDecay ?? 0));
      this.#eager.applyGradients(gradients);
      const outcome = { loss: loss.dataSync()[0]!, correct: correct.dataSync()[0]! };
      correct.dispose();
      return outcome;
    });
  }

  #decay(gradients: Readonly<Record<string, tf.Tensor>>, share: number): void {
    for (const variable of this.plan.weights) if (variable.name in gradients) variable.assign(tf.mul(variable, 1 - share));
  }

  eagerWeights(): Float32Array[] {
    return this.plan.weights.map((variable) => variable.dataSync<'float32'>());
  }

  compiledWeights(): Float32Array[] {
    return this.compiled.exportState().values.slice(0, this.plan.weights.length);
  }

  dispose(): void {
    this.compiled.dispose();
    this.#eager.dispose();
  }
}

function setRate(optimizer: tf.Optimizer, rate: number): void {
  // Not instanceof: tfjs says that every optimizer is one of every kind.
  if ('setLearningRate' in optimizer) (optimizer as tf.SGDOptimizer).setLearningRate(rate);
  else (optimizer as unknown as { learningRate: number }).learningRate = rate;
}

function eagerOptimizer(spec: OptimizerSpec): tf.Optimizer {
  switch (spec.kind) {
    case 'sgd':
      return spec.momentum === 0 ? tf.train.sgd(0) : tf.train.momentum(0, spec.momentum, spec.nesterov);
    case 'adam':
      return tf.train.adam(0, spec.beta1, spec.beta2, spec.epsilon);
    case 'rmsprop':
      return tf.train.rmsprop(0, spec.decay, spec.momentum, spec.epsilon);
  }
}
