import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { BatchField } from './batch-field.ts';
import { GraphSession, NativeTensor, tensorId } from './binding.ts';
import type { Feed } from './binding.ts';
import { checkAgreement } from './check-agreement.ts';
import type { Output } from './graph-builder.ts';
import { DataType, elementCount } from './graph-node.ts';
import type { TensorValues } from './graph-node.ts';
import { NotCompilable } from './not-compilable.ts';
import { graphOptimizer } from './optimizers.ts';
import type { GraphOptimizer, OptimizerSpec } from './optimizers.ts';
import { encodeSavedModel } from './saved-model-proto.ts';
import { traceStep } from './trace-step.ts';
import type { Witness } from './trace-step.ts';
import { buildTrainingGraph, correctOutput, gradientOutput, lossOutput, randomSource } from './training-graph.ts';
import type { TrainingGraph } from './training-graph.ts';

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
    const weights = plan.weights.map((variable, index) => ({ name: `weight/${index}`, variable, shape: variable.shape }));
    if (weights.some(({ variable }) => variable.dtype !== 'float32')) throw new NotCompilable(null, 'a weight of the model is not float32');
    const graphNames = new Map(weights.map(({ name, variable }) => [variable.name, name]));
    const variables = new Map(weights.map(({ name, variable }) => [name, variable]));
    if (plan.randomState !== null) variables.set(randomSource, plan.randomState);
    const training = traceStep({
      fields: plan.fields,
      variables,
      run: (batch) => {
        const { loss, correct, gradients } = plan.learn(batch);
        const named = Object.entries(gradients).map(([name, gradient]) => [gradientOutput(graphNames.get(name) ?? name), gradient] as const);
        return { [lossOutput]: loss, [correctOutput]: correct, ...Object.fromEntries(named) };
      },
    });
    const [inputs] = plan.fields;
    const predicting = traceStep({
      fields: [inputs],
      variables,
      run: (batch) => ({ [predictionOutput]: plan.predict(batch[inputs.name] as Tensor) }),
    });
    const optimizer = graphOptimizer(plan.optimizer);
    const graph = buildTrainingGraph({ fields: plan.fields, weights, training: training.trace, predicting: predicting.trace, optimizer });
    const session = GraphSession.load(encodeSavedModel(graph.nodes));
    try {
      const compiled = new CompiledTraining(plan, graph, session, optimizer);
      compiled.#start();
      compiled.#check(training.witness, graph.outputs);
      compiled.#check(predicting.witness, graph.predictions);
      return compiled;
    } catch (error) {
      session.dispose();
      if (error instanceof NotCompilable) throw error;
      throw new NotCompilable(null, `TensorFlow could not run the graph (${error instanceof Error ? error.message : String(error)})`, { cause: error });
    }
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
    const scalars = this.#optimizer.computeScalars(rate, step);
    const result = this.#run([this.#graph.result], (feed) => {
      this.#feedBatch(feed, batch);
      feed(this.#graph.random, DataType.int32, [2], Int32Array.of(this.#seed, step));
      this.#graph.scalars.forEach((scalar, index) => feed(scalar, DataType.float32, [], Float32Array.of(scalars[index] as number)));
    });
    this.#step = step;
    const [loss = NaN, correct = NaN] = result[0] ?? [];
    return { loss, correct };
  }

  /** What the model says of rows of inputs, row after row, as the weights stand in the session. */
  predict(inputs: TensorValues): Float32Array {
    const [prediction] = this.#run([...this.#graph.predictions.values()], (feed) => this.#feedBatch(feed, { [this.#plan.fields[0].name]: inputs }));
    return prediction as Float32Array;
  }

  /** Gives the session's weights to the variables of tfjs. */
  synchronize(): void {
    const values = this.#session.run([], this.#weightValues());
    this.#plan.weights.forEach((variable, index) => {
      const tensor = (values[index] as NativeTensor).toTensor();
      variable.assign(tensor);
      tensor.dispose();
    });
  }

  exportState(): TrainingState {
    const values = this.#run(
      this.#graph.state.variables.map(({ value }) => value),
      () => undefined,
    );
    return { step: this.#step, values: values as Float32Array[] };
  }

  /** @throws Error where the state is not one of this graph's; nothing is changed then */
  importState({ step, values }: TrainingState): void {
    const { variables, inputs, done } = this.#graph.state;
    const fits = variables.length === values.length && variables.every(({ shape }, index) => values[index]?.length === elementCount(shape));
    if (!fits) throw new Error('The saved state of the training does not belong to this network.');
    this.#run([done], (feed) =>
      variables.forEach(({ dataType, shape }, index) => feed(inputs[index] as Output, dataType, shape, values[index] as Float32Array)),
    );
    this.#step = step;
  }

  /** Frees the session and its weights. */
  dispose(): void {
    this.#session.dispose();
  }

  #weightValues(): Output[] {
    return this.#graph.state.variables.slice(0, this.#plan.weights.length).map(({ value }) => value);
  }

  /** Fills the session with the variables' values and an empty memory of the optimizer. */
  #start(): void {
    const { variables, inputs, done } = this.#graph.state;
    const weights = this.#plan.weights.map((variable, index) => ({ name: inputs[index] as Output, id: tensorId(variable) }));
    this.#run(
      [done],
      (feed) =>
        variables.slice(weights.length).forEach(({ dataType, shape }, index) => {
          feed(inputs[weights.length + index] as Output, dataType, shape, new Float32Array(elementCount(shape)));
        }),
      weights,
    );
  }

  /** Computes what tfjs computed, without a step. */
  #check(witness: Witness, outputs: ReadonlyMap<string, Output>): void {
    const names = [...outputs.keys()];
    const found = this.#run([...outputs.values()], (feed) => {
      this.#feedBatch(feed, Object.fromEntries([...witness.batch].map(([name, { values }]) => [name, values])));
      const random = (this.#plan.randomState?.dataSync() ?? new Int32Array(2)) as Int32Array;
      feed(this.#graph.random, DataType.int32, [2], random);
    });
    checkAgreement(witness.outputs, new Map(names.map((name, index) => [name, found[index] as TensorValues])));
  }

  #feedBatch(feed: AddFeed, batch: Readonly<Record<string, TensorValues>>): void {
    for (const { name, fedAs, rowShape } of this.#plan.fields) {
      const values = batch[name];
      if (values === undefined) continue;
      const size = values.length / elementCount(rowShape);
      feed(this.#graph.feeds.get(name) as Output, DataType[fedAs], [size, ...rowShape], values);
    }
  }

  /** Runs the graph; what is fed for it is freed afterwards. */
  #run(outputs: readonly Output[], feedAll: (feed: AddFeed) => void, older: readonly Feed[] = []): TensorValues[] {
    const own: NativeTensor[] = [];
    const feeds: Feed[] = [...older];
    try {
      feedAll((name, dataType, shape, values) => {
        const tensor = NativeTensor.create(dataType, shape, values);
        own.push(tensor);
        feeds.push({ name, id: tensor.id });
      });
      const results = this.#session.run(feeds, outputs);
      own.push(...results);
      return results.map((result) => result.read());
    } finally {
      for (const tensor of own) tensor.dispose();
    }
  }
}

type AddFeed = (name: Output, dataType: DataType, shape: readonly number[], values: TensorValues) => void;
