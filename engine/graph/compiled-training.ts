import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { BatchField } from './batch-field.ts';
import { feedField } from './batch-field.ts';
import type { Feed, GraphSession } from './binding.ts';
import { checkAgreement, loadChecked } from './check-agreement.ts';
import type { Output } from './graph-builder.ts';
import { DataType, elementCount } from './graph-node.ts';
import type { TensorValues } from './graph-node.ts';
import { NotCompilable } from './not-compilable.ts';
import { graphOptimizer } from './optimizers.ts';
import type { GraphOptimizer, OptimizerSpec } from './optimizers.ts';
import { startState } from './session-state.ts';
import { traceStep } from './trace-step.ts';
import type { TraceableStep, Witness } from './trace-step.ts';
import { buildTrainingGraph, correctOutput, gradientOutput, lossOutput, randomSource } from './training-graph.ts';
import type { TrainingGraph } from './training-graph.ts';
import { nameWeights } from './weights.ts';

/** What is to be compiled. The functions work on tensors of tfjs as if they were to be run at once. */
export interface TrainingPlan {
  /** What a batch consists of; the first field is what the model takes. */
  readonly fields: readonly [BatchField, ...BatchField[]];
  /** Every weight of the model, float32, moving statistics among them. */
  readonly weights: readonly Variable[];
  /** [seed, step], int32: where the model's layers get their random numbers from. Null where they need none. */
  readonly randomState: Variable | null;
  /** One pass forward and backward in training mode; gradients by the name of the variable. */
  readonly learn: (batch: Readonly<Record<string, Tensor>>) => {
    readonly loss: Scalar;
    readonly correct: Scalar;
    readonly gradients: Readonly<Record<string, Tensor>>;
  };
  /** What the model says of inputs, one row each. */
  readonly predict: (inputs: Tensor) => Tensor;
  readonly optimizer: OptimizerSpec;
}

export interface StepOutcome {
  /** Before the weights were changed. */
  readonly loss: number;
  /** Right answers in the batch, before the weights were changed. */
  readonly correct: number;
}

/** All that a run needs to go on exactly as it would have. */
export interface TrainingState {
  /** Steps made since the start of the run. */
  readonly step: number;
  /** Weights, then the optimizer's memory; the order is that of the graph and the same for the same plan. */
  readonly values: readonly Float32Array[];
}

const predictionOutput = 'prediction';

/**
 * A training step as one TensorFlow graph. The weights live in its session; the variables of tfjs are behind until `synchronize`. Everything is
 * computed on the calling thread's time.
 */
export class CompiledTraining {
  readonly #plan: TrainingPlan;
  readonly #graph: TrainingGraph;
  readonly #session: GraphSession;
  readonly #optimizer: GraphOptimizer;
  readonly #seed: number;
  #step = 0;

  /**
   * Traces the plan's functions, builds and loads the graph, and holds one step of it against one of tfjs. The session starts with the variables'
   * values.
   * @throws NotCompilable
   */
  static compile(plan: TrainingPlan): CompiledTraining {
    const { fields, randomState } = plan;
    const [inputs] = fields;
    const weights = nameWeights(plan.weights);
    const graphNames = new Map(weights.map(({ name, variable }) => [variable.name, name]));
    const variables = new Map(weights.map(({ name, variable }) => [name, variable]));
    if (randomState !== null) variables.set(randomSource, randomState);
    const learn: TraceableStep['run'] = (batch) => {
      const { loss, correct, gradients } = plan.learn(batch);
      const named = Object.entries(gradients).map(([name, gradient]) => {
        const weight = graphNames.get(name);
        if (weight === undefined) throw new NotCompilable(null, `the step has a gradient for ${name}, which is no weight of the model`);
        return [gradientOutput(weight), gradient] as const;
      });
      return { [lossOutput]: loss, [correctOutput]: correct, ...Object.fromEntries(named) };
    };
    const predict: TraceableStep['run'] = (batch) => ({ [predictionOutput]: plan.predict(batch[inputs.name] as Tensor) });
    const training = traceStep({ fields, variables, run: learn });
    const predicting = traceStep({ fields: [inputs], variables, run: predict });
    const optimizer = graphOptimizer(plan.optimizer);
    const graph = buildTrainingGraph({ fields, weights, training: training.trace, predicting: predicting.trace, optimizer });
    return loadChecked(graph.nodes, (session) => {
      const compiled = new CompiledTraining(plan, graph, session, optimizer);
      startState(session, graph.state, plan.weights);
      compiled.#check(training.witness, graph.outputs);
      compiled.#check(predicting.witness, graph.predictions);
      return compiled;
    });
  }

  private constructor(plan: TrainingPlan, graph: TrainingGraph, session: GraphSession, optimizer: GraphOptimizer) {
    this.#plan = plan;
    this.#graph = graph;
    this.#session = session;
    this.#optimizer = optimizer;
    this.#seed = plan.randomState?.dataSync()[0] ?? 0;
  }

  /**
   * Learns from one batch.
   * @param batch values of each field, by its name; batches may differ in size
   * @param rate learning rate
   */
  step(batch: Readonly<Record<string, TensorValues>>, rate: number): StepOutcome {
    const step = this.#step + 1;
    const { random, scalars, result } = this.#graph;
    const values = this.#optimizer.computeScalars(rate, step);
    const feeds: Feed[] = [
      ...this.#feedBatch(batch),
      { name: random, value: { dataType: DataType.int32, shape: [2], values: Int32Array.of(this.#seed, step) } },
      ...scalars.map((name, index) => ({
        name,
        value: { dataType: DataType.float32, shape: [], values: Float32Array.of(values[index] as number) },
      })),
    ];
    const [outcome] = this.#session.compute(feeds, [result]) as [Float32Array];
    this.#step = step;
    return { loss: outcome[0] ?? NaN, correct: outcome[1] ?? NaN };
  }

  /** What the model says of rows of inputs, row after row, as the weights stand in the session. */
  predict(inputs: TensorValues): Float32Array {
    const [prediction] = this.#session.compute(this.#feedBatch({ [this.#plan.fields[0].name]: inputs }), [
      ...this.#graph.predictions.values(),
    ]);
    return prediction as Float32Array;
  }

  /** Gives the session's weights to the variables of tfjs. */
  synchronize(): void {
    const { weights } = this.#plan;
    const names = this.#graph.state.variables.slice(0, weights.length).map(({ value }) => value);
    this.#session.computeTensors(names).forEach((tensor, index) => {
      weights[index]?.assign(tensor);
      tensor.dispose();
    });
  }

  /** Weights and the optimizer's memory as they stand in the session. */
  exportState(): TrainingState {
    const names = this.#graph.state.variables.map(({ value }) => value);
    return { step: this.#step, values: this.#session.compute([], names) as Float32Array[] };
  }

  /**
   * Goes on where a run was when it exported its state.
   * @throws Error where the state is not one of this graph's; nothing is changed then
   */
  importState({ step, values }: TrainingState): void {
    const { variables, inputs, done } = this.#graph.state;
    const fits = variables.length === values.length && variables.every(({ shape }, index) => values[index]?.length === elementCount(shape));
    if (!fits) throw new Error('The saved state of the training does not belong to this network.');
    const feeds = variables.map(({ dataType, shape }, index) => ({
      name: inputs[index] as Output,
      value: { dataType, shape, values: values[index] as Float32Array },
    }));
    this.#session.compute(feeds, [done]);
    this.#step = step;
  }

  /** Frees the session and its weights. */
  dispose(): void {
    this.#session.dispose();
  }

  /** Computes what tfjs computed, without a step. */
  #check(witness: Witness, outputs: ReadonlyMap<string, Output>): void {
    const random = (this.#plan.randomState?.dataSync() ?? new Int32Array(2)) as Int32Array;
    const feeds = [
      ...this.#feedBatch(witness.batch),
      { name: this.#graph.random, value: { dataType: DataType.int32, shape: [2], values: random } },
    ];
    checkAgreement(witness.outputs, this.#session, feeds, outputs);
  }

  #feedBatch(batch: Readonly<Record<string, TensorValues>>): Feed[] {
    return this.#plan.fields
      .filter(({ name }) => batch[name] !== undefined)
      .map((field) => feedField(field, this.#graph.feeds.get(field.name) as Output, batch[field.name] as TensorValues));
  }
}
