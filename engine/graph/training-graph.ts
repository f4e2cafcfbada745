import { emitBatchSize, emitField } from './batch-field.ts';
import type { BatchField } from './batch-field.ts';
import { emitTrace } from './emit-trace.ts';
import type { TraceSource } from './emit-trace.ts';
import type { GeneralTrace } from './generalise.ts';
import { GraphBuilder, nodeOf } from './graph-builder.ts';
import type { GraphVariable, Output } from './graph-builder.ts';
import { DataType } from './graph-node.ts';
import type { GraphNode } from './graph-node.ts';
import { NotCompilable } from './not-compilable.ts';
import type { GraphOptimizer } from './optimizers.ts';
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
  /** The weights, in their order, then for each that has a gradient the optimizer's slots. */
  readonly state: StateEntry;
  /** [loss, correct], float32; asking for it makes the step. */
  readonly result: Output;
  /** What the training trace gives out, each for itself and without a step. */
  readonly outputs: ReadonlyMap<string, Output>;
  /** What the predicting trace gives out. */
  readonly predictions: ReadonlyMap<string, Output>;
}

const float32 = { kind: 'type', value: DataType.float32 } as const;

/**
 * Builds the graph of a training step.
 * @param fields the first one tells the size of the batch and is the only one that predicting is fed with
 */
export function buildTrainingGraph(task: {
  readonly fields: readonly [BatchField, ...BatchField[]];
  readonly weights: readonly Omit<NamedWeight, 'variable'>[];
  readonly training: GeneralTrace;
  readonly predicting: GeneralTrace;
  readonly optimizer: GraphOptimizer;
}): TrainingGraph {
  const { fields, optimizer } = task;
  const builder = new GraphBuilder();
  const emitted = fields.map((field) => ({ name: field.name, ...emitField(builder, field) }));
  const feeds = new Map(emitted.map(({ name, fed }) => [name, fed]));
  const batchSize = emitBatchSize(builder, fields[0], feeds.get(fields[0].name) as Output);
  const random = builder.placeholder(`feed/${randomSource}`, DataType.int32, [2]);
  const scalars = optimizer.scalars.map((name) => builder.placeholder(`feed/${name}`, DataType.float32, []));
  const weights = task.weights.map(({ name, shape }) => builder.variable(name, DataType.float32, shape));
  const sources = new Map<string, TraceSource>([
    ...emitted.map(({ name, used }) => [name, used] as const),
    ...weights.map((weight) => [weight.name, weight] as const),
    [randomSource, { value: random, dataType: DataType.int32 }],
  ]);
  const outputs = emitTrace(builder, 'train', task.training, sources, batchSize);
  const predictions = emitTrace(builder, 'predict', task.predicting, sources, batchSize);
  const { slots, updated } = emitUpdates(builder, weights, outputs, optimizer, scalars);
  const result = emitResult(builder, outputs, updated);
  return {
    nodes: builder.nodes,
    feeds,
    random,
    scalars,
    state: emitStateEntry(builder, [...weights, ...slots]),
    result,
    outputs,
    predictions,
  };
}

function emitUpdates(
  builder: GraphBuilder,
  weights: readonly GraphVariable[],
  outputs: ReadonlyMap<string, Output>,
  optimizer: GraphOptimizer,
  scalars: readonly Output[],
): { slots: GraphVariable[]; updated: string[] } {
  const slots: GraphVariable[] = [];
  const updated: string[] = [];
  for (const weight of weights) {
    const gradient = outputs.get(gradientOutput(weight.name));
    const changed = outputs.get(changedOutput(weight.name));
    if (gradient !== undefined && changed !== undefined) {
      throw new NotCompilable(null, 'a layer changes a weight that the optimizer changes as well');
    }
    if (changed !== undefined) updated.push(builder.assign(weight, changed, [nodeOf(weight.value)]));
    if (gradient === undefined) continue;
    const own = optimizer.slots.map((slot) => builder.variable(`${weight.name}/${slot}`, weight.dataType, weight.shape));
    slots.push(...own);
    updated.push(optimizer.emitUpdate(builder, { weight, slots: own, gradient }, scalars));
  }
  return { slots, updated };
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
