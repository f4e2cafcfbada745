import type { GraphBuilder, GraphVariable, Output } from './graph-builder.ts';
import { nodeOf } from './graph-builder.ts';
import { DataType } from './graph-node.ts';
import type { GraphOptimizer } from './optimizers.ts';

/** What happens to gradients on their way to the weights. */
export interface UpdateRules {
  readonly optimizer: GraphOptimizer;
  /** Gradients are scaled down to this norm over all weights together (Pascanu et al. 2013, arXiv 1211.5063); null: never. */
  readonly clipNorm: number | null;
  /** Whether several steps can make one update. */
  readonly gathers: boolean;
  /** Whether a moving average of the weights is kept. */
  readonly averages: boolean;
}

/** A weight with what a step finds out for it. */
export interface ChangingWeight {
  readonly weight: GraphVariable;
  readonly gradient: Output | null;
  /** The new value that a layer gives it: a moving statistic. */
  readonly changed: Output | null;
}

/** The nodes that a step waits for, and the variables that it needs. */
export interface EmittedUpdates {
  /** Nodes of a step that changes the weights. */
  readonly updating: readonly string[];
  /** Nodes of a step that only keeps its gradients; null where that is not wanted. */
  readonly gathering: readonly string[] | null;
  /** Moving averages in the order of the weights; a weight that never changes is its own average. */
  readonly averages: readonly GraphVariable[];
  /** The optimizer's, by weight. */
  readonly slots: readonly GraphVariable[];
  /** Sums of gradients x photographs. */
  readonly sums: readonly GraphVariable[];
}

/** Numbers that a step is fed with, as scalars of the graph. */
export interface UpdateScalars {
  readonly optimizer: readonly Output[];
  /** 1 / photographs of all gathered batches and this one. */
  readonly shareOfEach: Output | null;
  /** Share of the new weights in the average. */
  readonly averageShare: Output | null;
}

const float = { T: { kind: 'type', value: DataType.float32 } } as const;

/**
 * Adds the changes that a step makes. Order as in Keras: gathered, clipped, decayed, applied, averaged.
 * @param batchSize an int32 scalar
 */
export function emitUpdates(
  builder: GraphBuilder,
  weights: readonly ChangingWeight[],
  rules: UpdateRules,
  scalars: UpdateScalars,
  batchSize: Output,
): EmittedUpdates {
  const learning = weights.flatMap(({ weight, gradient }) => (gradient === null ? [] : [{ weight, gradient }]));
  const statistics = new Map(
    weights.flatMap(({ weight, changed }) =>
      changed === null ? [] : [[weight, builder.assign(weight, changed, [nodeOf(weight.value)])] as const],
    ),
  );
  const gathered = rules.gathers ? emitSums(builder, learning, scalars.shareOfEach as Output, batchSize) : null;
  const means = gathered?.means ?? learning.map(({ gradient }) => gradient);
  const gradients = rules.clipNorm === null ? means : emitClipping(builder, means, rules.clipNorm);
  const slots: GraphVariable[] = [];
  const applied = new Map(
    learning.map(({ weight }, index) => {
      const own = rules.optimizer.slots.map((slot) => builder.variable(`${weight.name}/${slot}`, weight.dataType, weight.shape));
      slots.push(...own);
      const target = { weight, slots: own, gradient: gradients[index] as Output };
      return [weight, rules.optimizer.emitUpdate(builder, target, scalars.optimizer)] as const;
    }),
  );
  const changes = new Map([...statistics, ...applied]);
  const averaged = rules.averages
    ? weights.map(({ weight }) => emitAverage(builder, weight, changes.get(weight), scalars.averageShare as Output))
    : [];
  return {
    updating: weights
      .flatMap(({ weight }) => changes.get(weight) ?? [])
      .concat(
        gathered?.emptied ?? [],
        averaged.flatMap(({ updated }) => updated ?? []),
      ),
    gathering: gathered === null ? null : [...statistics.values(), ...gathered.kept],
    averages: averaged.map(({ average }) => average),
    slots,
    sums: gathered?.sums ?? [],
  };
}

/** Sums of gradient x photographs, so that batches of different sizes count as their photographs do. */
function emitSums(
  builder: GraphBuilder,
  learning: readonly { readonly weight: GraphVariable; readonly gradient: Output }[],
  shareOfEach: Output,
  batchSize: Output,
): { sums: GraphVariable[]; means: Output[]; kept: string[]; emptied: string[] } {
  const photographs = builder.add('gather/photographs', 'Cast', [batchSize], {
    SrcT: { kind: 'type', value: DataType.int32 },
    DstT: { kind: 'type', value: DataType.float32 },
  });
  const result = { sums: [] as GraphVariable[], means: [] as Output[], kept: [] as string[], emptied: [] as string[] };
  for (const { weight, gradient } of learning) {
    const before = builder.variable(`${weight.name}/sum`, weight.dataType, weight.shape);
    const own = builder.add(`${weight.name}/sum/own`, 'Mul', [gradient, photographs], float);
    const sum = builder.add(`${weight.name}/sum/all`, 'AddV2', [before.value, own], float);
    const zeros = builder.add(`${weight.name}/sum/zeros`, 'ZerosLike', [before.value], float);
    result.sums.push(before);
    result.means.push(builder.add(`${weight.name}/sum/mean`, 'Mul', [sum, shareOfEach], float));
    result.kept.push(builder.assign(before, sum, []));
    result.emptied.push(builder.assign(before, zeros, [nodeOf(sum)]));
  }
  return result;
}

/** gradient x clipNorm / max(norm over all, clipNorm), as TensorFlow's clip_by_global_norm. */
function emitClipping(builder: GraphBuilder, gradients: readonly Output[], clipNorm: number): Output[] {
  const halfSquares = gradients.map((gradient) => builder.add('clip/halfSquare', 'L2Loss', [gradient], float));
  const half = builder.add('clip/half', 'AddN', halfSquares, { ...float, N: { kind: 'integer', value: halfSquares.length } });
  const norm = builder.add('clip/norm', 'Sqrt', [builder.add('clip/square', 'Mul', [half, builder.scalar('clip/two', 2)], float)], float);
  const limit = builder.scalar('clip/limit', clipNorm);
  const larger = builder.add('clip/larger', 'Maximum', [norm, limit], float);
  const scale = builder.add('clip/scale', 'RealDiv', [limit, larger], float);
  return gradients.map((gradient) => builder.add('clip/gradient', 'Mul', [gradient, scale], float));
}

/** average -= share x (average - weight), with the weight as the step leaves it. */
function emitAverage(
  builder: GraphBuilder,
  weight: GraphVariable,
  change: string | undefined,
  share: Output,
): { average: GraphVariable; updated: string | null } {
  if (change === undefined) return { average: weight, updated: null };
  const dtype = { kind: 'type', value: weight.dataType } as const;
  const average = builder.variable(`${weight.name}/average`, weight.dataType, weight.shape);
  const present = builder.add(`${weight.name}/average/present`, 'ReadVariableOp', [weight.handle, `^${change}`], { dtype });
  const difference = builder.add(`${weight.name}/average/difference`, 'Sub', [average.value, present], float);
  const part = builder.add(`${weight.name}/average/part`, 'Mul', [difference, share], float);
  return {
    average,
    updated: nodeOf(builder.add(`${weight.name}/average/update`, 'AssignSubVariableOp', [average.handle, part], { dtype })),
  };
}
