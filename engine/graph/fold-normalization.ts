import type { GeneralConstant, GeneralTrace } from './generalise.ts';
import { DataType } from './graph-node.ts';
import type { TensorValue } from './graph-node.ts';
import type { Reference, TracedOperation } from './trace.ts';

/** A trace that needs some new values beside its weights. */
export interface FoldedTrace {
  readonly trace: GeneralTrace;
  /** By the name of the source. */
  readonly folded: ReadonlyMap<string, TensorValue>;
}

const convolutions = ['Conv2D', 'DepthwiseConv2dNative'];
const normalizations = ['FusedBatchNorm', 'FusedBatchNormV3'];

/**
 * Joins normalisation by fixed statistics with the convolution before it: gamma / sqrt(variance + epsilon) goes into the kernel, the rest becomes a bias, which
 * TensorFlow joins with the convolution and the relu after it. Half of a MobileNet's passes over its maps are spared.
 * @param weights what the trace's sources hold, float32; they must not change afterwards
 */
export function foldNormalization(trace: GeneralTrace, weights: ReadonlyMap<string, TensorValue>): FoldedTrace {
  const operations = [...trace.operations];
  const folded = new Map<string, TensorValue>();
  const uses = countUses(trace);
  const valueOf = (reference: Reference | undefined): TensorValue | undefined => {
    if (reference?.kind === 'source') return weights.get(reference.name);
    return reference?.kind === 'constant' ? fixedValue(trace.constants[reference.index]) : undefined;
  };
  trace.operations.forEach((operation, index) => {
    const [before, ...parameters] = operation.inputs;
    if (!normalizesByFixed(operation) || before?.kind !== 'operation' || uses.get(before.index) !== 1) return;
    const convolution = operations[before.index] as TracedOperation;
    const [maps, kernelFrom] = convolution.inputs;
    const kernel = convolutions.includes(convolution.operation) ? valueOf(kernelFrom) : undefined;
    const values = parameters.map(valueOf);
    if (maps === undefined || kernel === undefined || values.length !== 4 || values.includes(undefined)) return;
    const [gamma, beta, mean, variance] = values as [TensorValue, TensorValue, TensorValue, TensorValue];
    const epsilon = operation.attributes['epsilon']?.kind === 'float' ? operation.attributes['epsilon'].value : 1e-4;
    const factors = Float32Array.from(gamma.values, (value, channel) => value / Math.sqrt((variance.values[channel] ?? 0) + epsilon));
    const source = (name: string, shape: readonly number[], content: Float32Array): Reference => {
      folded.set(`folded/${index}/${name}`, { dataType: DataType.float32, shape, values: content });
      return { kind: 'source', name: `folded/${index}/${name}` };
    };
    // The last axis of a convolution's kernel, the last two of a depthwise one's, are the channels that come out.
    const scaled = Float32Array.from(kernel.values, (value, place) => value * (factors[place % factors.length] ?? 0));
    const bias = Float32Array.from(beta.values, (value, channel) => value - (mean.values[channel] ?? 0) * (factors[channel] ?? 0));
    operations[before.index] = { ...convolution, inputs: [maps, source('kernel', kernel.shape, scaled)] };
    operations[index] = {
      operation: 'BiasAdd',
      attributes: { T: { kind: 'type', value: DataType.float32 }, data_format: { kind: 'string', value: 'NHWC' } },
      inputs: [before, source('bias', beta.shape, bias)],
    };
  });
  const joined = new Set([...operations.keys()].filter((index) => operations[index] !== trace.operations[index]));
  return { trace: withoutReshapes({ ...trace, operations }, joined), folded };
}

/** tfjs gives what it normalised the shape that it has already, which would keep TensorFlow from joining the bias with what follows. */
function withoutReshapes(trace: GeneralTrace, joined: ReadonlySet<number>): GeneralTrace {
  const replaced = new Map<number, Reference>();
  trace.operations.forEach(({ operation, inputs: [from, to] }, index) => {
    if (operation !== 'Reshape' || from?.kind !== 'operation' || !joined.has(from.index)) return;
    const shape = to?.kind === 'constant' ? trace.constants[to.index] : undefined;
    if (shape?.kind === 'numbers' && shape.numbers.length === 4) replaced.set(index, from);
  });
  const follow = (reference: Reference): Reference =>
    reference.kind === 'operation' ? (replaced.get(reference.index) ?? reference) : reference;
  return {
    ...trace,
    operations: trace.operations.map((operation) => ({ ...operation, inputs: operation.inputs.map(follow) })),
    outputs: Object.fromEntries(Object.entries(trace.outputs).map(([name, reference]) => [name, follow(reference)])),
  };
}

function normalizesByFixed({ operation, attributes }: TracedOperation): boolean {
  const training = attributes['is_training'];
  return normalizations.includes(operation) && training?.kind === 'boolean' && !training.value;
}

function fixedValue(constant: GeneralConstant | undefined): TensorValue | undefined {
  return constant?.kind === 'fixed' && constant.value.dataType === DataType.float32 ? constant.value : undefined;
}

/** How often any output of an operation is asked for. */
function countUses({ operations, outputs }: GeneralTrace): Map<number, number> {
  const uses = new Map<number, number>();
  const references = [...operations.flatMap(({ inputs }) => inputs), ...Object.values(outputs)];
  for (const reference of references) {
    if (reference.kind === 'operation') uses.set(reference.index, (uses.get(reference.index) ?? 0) + 1);
  }
  return uses;
}
