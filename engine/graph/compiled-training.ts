import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { BatchField } from './batch-field.ts';
import { feedField } from './batch-field.ts';
import { computesOnGpu } from './binding.ts';
import type { Feed, GraphSession } from './binding.ts';
import { checkAgreement, halfPrecisionTolerance, loadChecked } from './check-agreement.ts';
import type { Output } from './graph-builder.ts';
import { useFasterOperations } from './faster-operations.ts';
import { ForeignState } from './foreign-state.ts';
import { DataType, elementCount } from './graph-node.ts';
import type { TensorValues } from './graph-node.ts';
import { NotCompilable } from './not-compilable.ts';
import { graphOptimizer } from './optimizers.ts';
import type { OptimizerSpec } from './optimizers.ts';
import type { UpdateRules } from './emit-updates.ts';
import { startState } from './session-state.ts';
import { averageShare, countStep, noSteps } from './step-counts.ts';
import type { StepCounts, StepOrder } from './step-counts.ts';
import { traceStep } from './trace-step.ts';
import type { TraceableStep, Witness } from './trace-step.ts';
import { buildTrainingGraph, correctOutput, gradientOutput, lossOutput, randomSource } from './training-graph.ts';
import type { TrainingGraph } from './training-graph.ts';
import { nameWeights } from './weights.ts';

/** What is to be compiled. The functions work on tensors of tfjs as if they were to be run at once. */
export interface TrainingPlan {
  /** What a batch consists of; the first `inputCount` fields are what the model takes. */
  readonly fields: readonly [BatchField, ...BatchField[]];
  /** 1 where absent. */
  readonly inputCount?: number;
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
  readonly predict: (...inputs: [Tensor, ...Tensor[]]) => Tensor;
  readonly optimizer: OptimizerSpec;
  /** Norm of all gradients together to which larger ones are scaled down. */
  readonly clipNorm?: number | null;
  /** Whether steps may gather gradients instead of making an update. */
  readonly gathers?: boolean;
  /** Share that a moving average of the weights keeps at an update; with it, `predict` and `synchronize` are about the average. */
  readonly averageDecay?: number | null;
  /** Whether to multiply in 16 bits while learning. Weights, sums and predictions are in float32 all the same. */
  readonly inHalfPrecision?: boolean;
}

export interface StepOutcome {
  /** Before the weights were changed. */
  readonly loss: number;
  /** Right answers in the batch, before the weights were changed. */
  readonly correct: number;
}

/** All that a run needs to go on exactly as it would have. */
export interface CompiledState extends StepCounts {
  /**
   * Weights, their moving averages, the optimizer's memory, gathered gradients; the order is that of the graph and the same for the same plan. Where no
   * gradients are gathered, their sums may be left out.
   */
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
  readonly #rules: UpdateRules;
  readonly #seed: number;
  #counts = noSteps;

  /**
   * Traces the plan's functions, builds and loads the graph, and holds one step of it against one of tfjs. The session starts with the variables'
   * values.
   * @throws NotCompilable
   */
  static compile(plan: TrainingPlan): CompiledTraining {
    const { fields, randomState } = plan;
    const inputs = inputsOf(plan);
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
    const predict: TraceableStep['run'] = (batch) => ({
      [predictionOutput]: plan.predict(...(inputs.map(({ name }) => batch[name]) as [Tensor, ...Tensor[]])),
    });
    const training = traceStep({ fields, variables, run: learn });
    const predicting = traceStep({ fields: inputs, variables, run: predict });
    const rules = {
      optimizer: graphOptimizer(plan.optimizer),
      clipNorm: plan.clipNorm ?? null,
      gathers: plan.gathers ?? false,
      averages: (plan.averageDecay ?? null) !== null,
    };
    const inHalfPrecision = plan.inHalfPrecision ?? false;
    const shapes = new Map(weights.map(({ name, shape }) => [name, shape]));
    const onProcessor = !computesOnGpu();
    const traces = {
      training: useFasterOperations(training.trace, shapes, onProcessor && !inHalfPrecision),
      predicting: useFasterOperations(predicting.trace, shapes, onProcessor),
    };
    const graph = buildTrainingGraph({ fields, weights, ...traces, rules, inHalfPrecision });
    return loadChecked(graph.nodes, (session) => {
      const compiled = new CompiledTraining(plan, graph, session, rules);
      startState(session, graph.state, [...plan.weights, ...compiled.#averagedWeights()]);
      compiled.#check(training.witness, graph.outputs);
      if (graph.halfOutputs !== null) compiled.#checkHalf(training.witness, graph.halfOutputs);
      compiled.#check(predicting.witness, graph.predictions);
      return compiled;
    });
  }

  private constructor(plan: TrainingPlan, graph: TrainingGraph, session: GraphSession, rules: UpdateRules) {
    this.#plan = plan;
    this.#graph = graph;
    this.#session = session;
    this.#rules = rules;
    this.#seed = plan.randomState?.dataSync()[0] ?? 0;
  }

  /**
   * Learns from one batch.
   * @param batch values of each field, by its name; batches may differ in size
   * @throws Error where gradients are to be gathered and the plan does not say so
   */
  step(batch: Readonly<Record<string, TensorValues>>, { rate, isUpdate }: StepOrder): StepOutcome {
    const { result, gatheringResult } = this.#graph;
    const asked = isUpdate ? result : gatheringResult;
    if (asked === null) throw new Error('This training makes an update with every batch.');
    const [inputs] = this.#plan.fields;
    const size = (batch[inputs.name] as TensorValues).length / elementCount(inputs.rowShape);
    const counts = countStep(this.#counts, size, isUpdate);
    const feeds = [...this.#feedBatch(batch), this.#feedRandom(counts.step), ...(isUpdate ? this.#feedUpdate(rate, size) : [])];
    const [outcome] = this.#session.compute(feeds, [asked]) as [Float32Array];
    this.#counts = counts;
    return { loss: outcome[0] ?? NaN, correct: outcome[1] ?? NaN };
  }

  /**
   * What the model says of rows of inputs, row after row, as the weights, or their moving averages, stand in the session.
   * @param inputs one for each of the model's
   */
  predict(...inputs: readonly TensorValues[]): Float32Array {
    const fed = Object.fromEntries(inputsOf(this.#plan).map(({ name }, index) => [name, inputs[index] as TensorValues]));
    const [prediction] = this.#session.compute(this.#feedBatch(fed), [...this.#graph.predictions.values()]);
    return prediction as Float32Array;
  }

  /** Gives the session's weights, or their moving averages, to the variables of tfjs. */
  synchronize(): void {
    const { weights } = this.#plan;
    const names = this.#graph.kept.map(({ value }) => value);
    this.#session.computeTensors(names).forEach((tensor, index) => {
      weights[index]?.assign(tensor);
      tensor.dispose();
    });
  }

  /** Everything that the session holds, and the counts. */
  exportState(): CompiledState {
    const names = this.#graph.state.variables.map(({ value }) => value);
    return { ...this.#counts, values: this.#session.compute([], names) as Float32Array[] };
  }

  /**
   * Goes on where a run was when it exported its state.
   * @throws ForeignState where the state is not one of this graph's; nothing is changed then
   */
  importState({ step, updates, gathered, values }: CompiledState): void {
    const { variables, inputs, done } = this.#graph.state;
    const isWhole = values.length === variables.length;
    const lacksSums = this.#rules.gathers && gathered === 0 && values.length === variables.length - this.#sumCount();
    const whole = variables.map(({ shape }, index) => values[index] ?? new Float32Array(elementCount(shape)));
    const fits = variables.every(({ shape }, index) => whole[index]?.length === elementCount(shape));
    if (!(isWhole || lacksSums) || !fits) throw new ForeignState('The saved state of the training does not belong to this network.');
    const feeds = variables.map(({ dataType, shape }, index) => ({
      name: inputs[index] as Output,
      value: { dataType, shape, values: whole[index] as Float32Array },
    }));
    this.#session.compute(feeds, [done]);
    this.#counts = { step, updates, gathered };
  }

  /** Frees the session and its weights. */
  dispose(): void {
    this.#session.dispose();
  }

  /** The variables of tfjs whose moving averages the session keeps. */
  #averagedWeights(): Variable[] {
    const { state, kept } = this.#graph;
    return this.#plan.weights.filter((_, index) => kept[index] !== state.variables[index]);
  }

  #sumCount(): number {
    return [...this.#graph.outputs.keys()].filter((name) => name.startsWith(gradientOutput(''))).length;
  }

  #feedRandom(step: number): Feed {
    return { name: this.#graph.random, value: { dataType: DataType.int32, shape: [2], values: Int32Array.of(this.#seed, step) } };
  }

  #feedUpdate(rate: number, batchSize: number): Feed[] {
    const { scalars, shareOfEach, averageShare: share } = this.#graph;
    const { updates, gathered } = this.#counts;
    const feed = (name: Output, value: number): Feed => ({
      name,
      value: { dataType: DataType.float32, shape: [], values: Float32Array.of(value) },
    });
    const numbers = this.#rules.optimizer.computeScalars(rate, updates + 1);
    return [
      ...scalars.map((name, index) => feed(name, numbers[index] as number)),
      ...(shareOfEach === null ? [] : [feed(shareOfEach, 1 / (gathered + batchSize))]),
      ...(share === null ? [] : [feed(share, averageShare(this.#plan.averageDecay ?? 0, updates))]),
    ];
  }

  /** Computes what tfjs computed, without a step. */
  #check(witness: Witness, outputs: ReadonlyMap<string, Output>): void {
    checkAgreement(witness.outputs, this.#session, this.#feedWitness(witness), outputs);
  }

  /**
   * Only roughly, and only what the forward pass gives: a gradient that is a small difference of large numbers is anything in 16 bits. The wiring is that of
   * the outputs in float32.
   */
  #checkHalf(witness: Witness, outputs: ReadonlyMap<string, Output>): void {
    const compared = new Map([...outputs].filter(([name]) => name !== correctOutput && !name.startsWith(gradientOutput(''))));
    checkAgreement(witness.outputs, this.#session, this.#feedWitness(witness), compared, halfPrecisionTolerance);
  }

  #feedWitness(witness: Witness): Feed[] {
    const random = (this.#plan.randomState?.dataSync() ?? new Int32Array(2)) as Int32Array;
    const feed = { name: this.#graph.random, value: { dataType: DataType.int32, shape: [2], values: random } };
    return [...this.#feedBatch(witness.batch), feed];
  }

  #feedBatch(batch: Readonly<Record<string, TensorValues>>): Feed[] {
    return this.#plan.fields
      .filter(({ name }) => batch[name] !== undefined)
      .map((field) => feedField(field, this.#graph.feeds.get(field.name) as Output, batch[field.name] as TensorValues));
  }
}

/** The fields that the model takes. */
function inputsOf({ fields, inputCount = 1 }: TrainingPlan): readonly BatchField[] {
  return fields.slice(0, inputCount);
}
