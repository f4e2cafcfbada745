import type { GraphBuilder, GraphVariable, Output } from './graph-builder.ts';
import { nodeOf } from './graph-builder.ts';
import { DataType } from './graph-node.ts';
import type { Attributes } from './graph-node.ts';

/**
 * How gradients change weights. Decay is decoupled (Loshchilov and Hutter 2019, arXiv 1711.05101) and as in Keras: before the update every trained weight,
 * biases and normalisation among them, loses rate x weightDecay of itself.
 */
export type OptimizerSpec = { readonly weightDecay?: number } & (
  | /** Stochastic gradient descent; the momentum's velocity is v = momentum v + gradient, as in tfjs and PyTorch. */
    { readonly kind: 'sgd'; readonly momentum: number; readonly nesterov: boolean }
    /** Kingma and Ba 2015, arXiv 1412.6980, algorithm 1, as in tfjs: epsilon is added to the corrected root. With decay: AdamW. */
  | { readonly kind: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
  /** Tieleman and Hinton 2012; epsilon is added under the root, as in tfjs and Keras. */
  | { readonly kind: 'rmsprop'; readonly decay: number; readonly momentum: number; readonly epsilon: number }
);

/** Adam's and RMSprop's usual numbers, those of tfjs and Keras. */
export const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
export const rmspropDefaults = { decay: 0.9, momentum: 0, epsilon: 1e-7 } as const;

/** One weight and what the optimizer keeps for it. */
export interface OptimizerTarget {
  readonly weight: GraphVariable;
  /** As many as the optimizer's slots, in their order. */
  readonly slots: readonly GraphVariable[];
  readonly gradient: Output;
}

/** An optimizer as operations of a graph. */
export interface GraphOptimizer {
  /** What it keeps for each weight, all zero in the beginning. */
  readonly slots: readonly string[];
  /** The numbers that each step is fed with. */
  readonly scalars: readonly string[];
  /**
   * Those numbers.
   * @param rate learning rate
   * @param step number of the step, from 1
   */
  computeScalars(rate: number, step: number): readonly number[];
  /** Adds the update of one weight; gives the node to wait for. */
  emitUpdate(builder: GraphBuilder, target: OptimizerTarget, scalars: readonly Output[]): string;
}

const float = { T: { kind: 'type', value: DataType.float32 } } as const;

/** The operations for an optimizer. */
export function graphOptimizer(spec: OptimizerSpec): GraphOptimizer {
  const { weightDecay = 0 } = spec;
  return weightDecay === 0 ? plainOptimizer(spec) : withDecay(plainOptimizer(spec), weightDecay);
}

function plainOptimizer(spec: OptimizerSpec): GraphOptimizer {
  switch (spec.kind) {
    case 'sgd':
      return spec.momentum === 0 ? gradientDescent() : momentumDescent(spec.momentum, spec.nesterov);
    case 'adam':
      return adam(spec);
    case 'rmsprop':
      return rmsprop(spec);
  }
}

function gradientDescent(): GraphOptimizer {
  return {
    slots: [],
    scalars: ['rate'],
    computeScalars: (rate) => [rate],
    emitUpdate: (builder, target, [rate]) =>
      apply(builder, 'ResourceApplyGradientDescent', target, [rate as Output, target.gradient], float),
  };
}

function momentumDescent(momentum: number, nesterov: boolean): GraphOptimizer {
  return {
    slots: ['momentum'],
    scalars: ['rate'],
    computeScalars: (rate) => [rate],
    emitUpdate: (builder, target, [rate]) =>
      apply(builder, 'ResourceApplyMomentum', target, [rate as Output, target.gradient, builder.scalar('optimizer/momentum', momentum)], {
        ...float,
        use_nesterov: { kind: 'boolean', value: nesterov },
      }),
  };
}

/**
 * TensorFlow's operation adds its epsilon to the root before correcting it, hence epsilon sqrt(1 - beta2^step). Both corrections are made here, in double
 * precision and from the number of the step, so that the session need not keep the powers.
 */
function adam({ beta1, beta2, epsilon }: { beta1: number; beta2: number; epsilon: number }): GraphOptimizer {
  return {
    slots: ['m', 'v'],
    scalars: ['rate', 'epsilon'],
    computeScalars: (rate, step) => {
      const root = Math.sqrt(1 - beta2 ** step);
      return [(rate * root) / (1 - beta1 ** step), epsilon * root];
    },
    emitUpdate: (builder, target, [rate, correctedEpsilon]) => {
      const uncorrected = builder.scalar('optimizer/power', 0);
      const betas = [builder.scalar('optimizer/beta1', beta1), builder.scalar('optimizer/beta2', beta2)];
      const inputs = [uncorrected, uncorrected, rate as Output, ...betas, correctedEpsilon as Output, target.gradient];
      return apply(builder, 'ResourceApplyAdam', target, inputs, float);
    },
  };
}

function withDecay(inner: GraphOptimizer, weightDecay: number): GraphOptimizer {
  return {
    slots: inner.slots,
    scalars: [...inner.scalars, 'decay'],
    computeScalars: (rate, step) => [...inner.computeScalars(rate, step), rate * weightDecay],
    emitUpdate: (builder, target, scalars) => {
      const { weight } = target;
      const decay = scalars.at(-1) as Output;
      const lost = builder.add(`${weight.name}/lost`, 'Mul', [weight.value, decay], float);
      const decayed = builder.add(`${weight.name}/decayed`, 'AssignSubVariableOp', [weight.handle, lost], {
        dtype: { kind: 'type', value: weight.dataType },
      });
      const afterDecay = builder.after(`${weight.name}/gradient`, target.gradient, weight.dataType, [nodeOf(decayed)]);
      return inner.emitUpdate(builder, { ...target, gradient: afterDecay }, scalars);
    },
  };
}

function rmsprop({ decay, momentum, epsilon }: OptimizerSpec & { kind: 'rmsprop' }): GraphOptimizer {
  return {
    slots: ['meanSquare', 'momentum'],
    scalars: ['rate'],
    computeScalars: (rate) => [rate],
    emitUpdate: (builder, target, [rate]) => {
      const constants = [
        builder.scalar('optimizer/decay', decay),
        builder.scalar('optimizer/momentum', momentum),
        builder.scalar('optimizer/epsilon', epsilon),
      ];
      return apply(builder, 'ResourceApplyRMSProp', target, [rate as Output, ...constants, target.gradient], float);
    },
  };
}

function apply(
  builder: GraphBuilder,
  operation: string,
  { weight, slots }: OptimizerTarget,
  inputs: readonly Output[],
  attributes: Attributes,
): string {
  const variables = [weight, ...slots].map(({ handle }) => handle);
  // The step's other operations want the weight as it was.
  const whenRead = `^${nodeOf(weight.value)}`;
  return nodeOf(builder.add(`${weight.name}/update`, operation, [...variables, ...inputs, whenRead], attributes));
}
