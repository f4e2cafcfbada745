import { emitBatchSize, emitField } from './batch-field.ts';
import type { BatchField } from './batch-field.ts';
import { emitTrace } from './emit-trace.ts';
import type { TraceSource } from './emit-trace.ts';
import type { GeneralTrace } from './generalise.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { GraphVariable, Output } from './graph-builder.ts';
import { DataType } from './graph-node.ts';
import type { GraphNode } from './graph-node.ts';
import { NotCompilable } from './not-compilable.ts';
import { emitUpdates } from './emit-updates.ts';
import type { ChangingWeight, UpdateRules } from './emit-updates.ts';
import { HalfPrecision } from './half-precision.ts';
import { emitStateEntry } from './session-state.ts';
import type { StateEntry } from './session-state.ts';
import { changedOutput } from './trace-step.ts';
import type { NamedWeight } from './weights.ts';

/** Names of a training trace's outputs. The gradients come beside them. */
export const lossOutput = 'loss';
export const correctOutput = 'correct';

/** The trace's output with the gradient of a weight. */
export function gradientOutput(weight: string): string {
  return `gradient ${weight}`;
}

/** The name under which the random state is fed. */
export const randomSource = 'random';

/** A graph that trains and predicts, and the names of the values that go in and out. */
export interface TrainingGraph {
  readonly nodes: readonly GraphNode[];
  /** By the name of the field. */
  readonly feeds: ReadonlyMap<string, Output>;
  /** [seed, step], int32. */
  readonly random: Output;
  /** In the order of the optimizer's. */
  readonly scalars: readonly Output[];
  /** 1 / photographs of all gathered batches and this one; null where gradients are not gathered. */
  readonly shareOfEach: Output | null;
  /** Share of the new weights in their moving average; null where there is none. */
  readonly averageShare: Output | null;
  /**
   * The weights, in their order; the moving averages of those that change; for each weight that has a gradient the optimizer's slots; sums of gathered
   * gradients.
   */
  readonly state: StateEntry;
  /** In the order of the weights: what validation is computed with and is saved. The weights themselves, or their moving averages. */
  readonly kept: readonly GraphVariable[];
  /** [loss, correct], float32; asking for it makes the step. */
  readonly result: Output;
  /** The same, of a step that only gathers its gradients. */
  readonly gatheringResult: Output | null;
  /** What the training trace gives out, each for itself and without a step; always in float32. */
  readonly outputs: ReadonlyMap<string, Output>;
  /** The same in 16 bits, where that is what steps are made of. */
  readonly halfOutputs: ReadonlyMap<string, Output> | null;
  /** What the predicting trace gives out, with the weights that are kept. */
  readonly predictions: ReadonlyMap<string, Output>;
}

const float32 = { kind: 'type', value: DataType.float32 } as const;

/**
 * Builds the graph of a training step.
 * @param fields the first one tells the size of the batch
 */
export function buildTrainingGraph(task: {
  readonly fields: readonly [BatchField, ...BatchField[]];
  readonly weights: readonly Omit<NamedWeight, 'variable'>[];
  readonly training: GeneralTrace;
  readonly predicting: GeneralTrace;
  readonly rules: UpdateRules;
  /** Whether to multiply in 16 bits while learning. */
  readonly inHalfPrecision?: boolean;
}): TrainingGraph {
  const { fields, rules } = task;
  const builder = new GraphBuilder();
  const emitted = fields.map((field) => ({ name: field.name, ...emitField(builder, field) }));
  const feeds = new Map(emitted.map(({ name, fed }) => [name, fed]));
  const batchSize = emitBatchSize(builder, fields[0], feeds.get(fields[0].name) as Output);
  const random = builder.placeholder(`feed/${randomSource}`, DataType.int32, [2]);
  const scalar = (name: string): Output => builder.placeholder(`feed/${name}`, DataType.float32, []);
  const scalars = rules.optimizer.scalars.map(scalar);
  const shareOfEach = rules.gathers ? scalar('shareOfEach') : null;
  const averageShare = rules.averages ? scalar('averageShare') : null;
  const weights = task.weights.map(({ name, shape }) => builder.variable(name, DataType.float32, shape));
  const inputs = [
    ...emitted.map(({ name, used }) => [name, used] as const),
    [randomSource, { value: random, dataType: DataType.int32 }] as const,
  ];
  const sourcesWith = (values: readonly GraphVariable[]): Map<string, TraceSource> =>
    new Map<string, TraceSource>([...inputs, ...weights.map(({ name }, index) => [name, values[index] as GraphVariable] as const)]);
  const outputs = emitTrace(builder, 'train', task.training, sourcesWith(weights), batchSize);
  const half = task.inHalfPrecision === true ? new HalfPrecision(builder) : null;
  const learned = half === null ? outputs : emitTrace(builder, 'half', task.training, sourcesWith(weights), batchSize, half);
  const changing = weights.map((weight) => changesOf(weight, learned));
  const updates = emitUpdates(builder, changing, rules, { optimizer: scalars, shareOfEach, averageShare }, batchSize);
  const kept = rules.averages ? updates.averages : weights;
  const predictions = emitTrace(builder, 'predict', task.predicting, sourcesWith(kept), batchSize);
  const averages = updates.averages.filter((average, index) => average !== weights[index]);
  return {
    nodes: builder.nodes,
    feeds,
    random,
    scalars,
    shareOfEach,
    averageShare,
    state: emitStateEntry(builder, [...weights, ...averages, ...updates.slots, ...updates.sums]),
    kept,
    result: emitResult(builder, learned, updates.updating),
    gatheringResult: updates.gathering === null ? null : emitResult(builder, learned, updates.gathering),
    outputs,
    halfOutputs: half === null ? null : learned,
    predictions,
  };
}

function changesOf(weight: GraphVariable, outputs: ReadonlyMap<string, Output>): ChangingWeight {
  const gradient = outputs.get(gradientOutput(weight.name)) ?? null;
  const changed = outputs.get(changedOutput(weight.name)) ?? null;
  if (gradient !== null && changed !== null) {
    throw new NotCompilable(null, 'a layer changes a weight that the optimizer changes as well');
  }
  return { weight, gradient, changed };
}

/** Loss and count of right answers in one value, which is there when every weight has been changed. */
function emitResult(builder: GraphBuilder, outputs: ReadonlyMap<string, Output>, updated: readonly string[]): Output {
  const count = builder.add('step/correct', 'Cast', [outputs.get(correctOutput) as Output], {
    SrcT: { kind: 'type', value: DataType.int32 },
    DstT: float32,
  });
  const packed = builder.add('step/packed', 'Pack', [outputs.get(lossOutput) as Output, count], {
    N: { kind: 'integer', value: 2 },
    T: float32,
    axis: { kind: 'integer', value: 0 },
  });
  return builder.after('step/result', packed, DataType.float32, updated);
}
