import { isDeepStrictEqual } from 'node:util';
import { editTrace } from './edit-trace.ts';
import type { TraceEditor, TraceRule } from './edit-trace.ts';
import type { GeneralConstant, GeneralTrace } from './generalise.ts';
import { DataType } from './graph-node.ts';
import type { Attributes } from './graph-node.ts';
import type { Reference, TracedOperation } from './trace.ts';

/** Shapes of a trace's sources that are weights. */
export type WeightShapes = ReadonlyMap<string, readonly number[]>;

/**
 * A trace that computes the same in operations that TensorFlow is faster at, or that it can join with their neighbours (decision 25 has the times).
 * @param inFloatOnProcessor whether it will run on a processor and in float32: what gains there was seen to gain nothing in bfloat16, and not tried on a GPU
 */
export function useFasterOperations(trace: GeneralTrace, weights: WeightShapes, inFloatOnProcessor: boolean): GeneralTrace {
  const rules = [foldPadding(weights), foldPaddingOfFilterGradient, foldPaddingOfInputGradient(weights), addBias(weights)];
  return editTrace(trace, inFloatOnProcessor ? [...rules, multiplyForPointwiseGradient] : rules);
}

/** A convolution of maps with a border of zeros around them, as many as keep their size, does that itself. */
function foldPadding(weights: WeightShapes): TraceRule {
  return (operation, editor) => {
    const [padded, kernel] = operation.inputs;
    const border = borderOf(padded, editor);
    if (operation.operation !== 'Conv2D' || border === null || !keepsSize(operation, kernelEdges(kernel, weights), border.width))
      return null;
    return editor.add({ ...operation, attributes: samePadding(operation), inputs: [border.maps, kernel as Reference] });
  };
}

function foldPaddingOfFilterGradient(operation: TracedOperation, editor: TraceEditor): Reference | null {
  const [padded, sizes, gradient] = operation.inputs;
  const border = borderOf(padded, editor);
  if (operation.operation !== 'Conv2DBackpropFilter' || border === null) return null;
  const edges = fixedNumbers(editor.constantOf(sizes))?.slice(0, 2) ?? [];
  if (!keepsSize(operation, edges, border.width)) return null;
  return editor.add({ ...operation, attributes: samePadding(operation), inputs: [border.maps, sizes as Reference, gradient as Reference] });
}

/** The gradient by the maps without their border, of which the gradient by all of them was cut. */
function foldPaddingOfInputGradient(weights: WeightShapes): TraceRule {
  return (operation, editor) => {
    const [whole, begin, size] = operation.inputs;
    const gradient = editor.producerOf(whole);
    if (operation.operation !== 'Slice' || gradient?.operation !== 'Conv2DBackpropInput') return null;
    const [sizes, kernel, ofOutput] = gradient.inputs;
    const [first, width = 0, ...others] = fixedNumbers(editor.constantOf(begin)) ?? [];
    if (first !== 0 || !isDeepStrictEqual(others, [width, 0]) || !keepsSize(gradient, kernelEdges(kernel, weights), width)) return null;
    if (!isSmallerBy(editor.constantOf(sizes), editor.constantOf(size), [0, 2 * width, 2 * width, 0])) return null;
    return editor.add({ ...gradient, attributes: samePadding(gradient), inputs: [size, kernel, ofOutput] as Reference[] });
  };
}

/** Named as what it is, the sum of a product and a bias is joined with the product, and not drawn into other sums. */
function addBias(weights: WeightShapes): TraceRule {
  const products = ['Conv2D', 'DepthwiseConv2dNative', 'MatMul'];
  return (operation, editor) => {
    const [sum, bias] = operation.inputs;
    if (!['Add', 'AddV2'].includes(operation.operation) || bias?.kind !== 'source' || weights.get(bias.name)?.length !== 1) return null;
    if (!products.includes(editor.producerOf(sum)?.operation ?? '')) return null;
    return editor.add({ ...operation, operation: 'BiasAdd', attributes: { ...float32, data_format: { kind: 'string', value: 'NHWC' } } });
  };
}

/** By the kernel of a 1 x 1 convolution, the gradient is one product of matrices, which oneDNN is faster at. */
function multiplyForPointwiseGradient(operation: TracedOperation, editor: TraceEditor): Reference | null {
  const [maps, sizes, gradient] = operation.inputs;
  const [height, width, channels, filters] = fixedNumbers(editor.constantOf(sizes)) ?? [];
  const isPointwise = operation.operation === 'Conv2DBackpropFilter' && height === 1 && width === 1 && isPlain(operation);
  if (!isPointwise || maps === undefined || gradient === undefined || channels === undefined || filters === undefined) return null;
  const matrix = (values: Reference, columns: number): Reference => reshape(editor, values, [-1, columns]);
  const transposed = { transpose_a: { kind: 'boolean', value: true }, transpose_b: { kind: 'boolean', value: false } } as const;
  const inputs = [matrix(maps, channels), matrix(gradient, filters)];
  const product = editor.add({ operation: 'MatMul', attributes: { ...float32, ...transposed }, inputs });
  return reshape(editor, product, [1, 1, channels, filters]);
}

const float32 = { T: { kind: 'type', value: DataType.float32 } } as const;
const int32 = { kind: 'type', value: DataType.int32 } as const;

function reshape(editor: TraceEditor, values: Reference, shape: readonly number[]): Reference {
  const lengths = { dataType: DataType.int32, shape: [shape.length], values: Int32Array.from(shape) };
  const inputs = [values, editor.constant({ kind: 'fixed', value: lengths })];
  return editor.add({ operation: 'Reshape', attributes: { ...float32, Tshape: int32 }, inputs });
}

/** Maps that a border of zeros, equally wide on all sides, was put around. */
function borderOf(padded: Reference | undefined, editor: TraceEditor): { maps: Reference; width: number } | null {
  const padding = editor.producerOf(padded);
  if (padding?.operation !== 'PadV2') return null;
  const [maps, widths, value] = padding.inputs;
  const [width = 0] = fixedNumbers(editor.constantOf(widths))?.slice(2) ?? [];
  const isEven = isDeepStrictEqual(fixedNumbers(editor.constantOf(widths)), [0, 0, width, width, width, width, 0, 0]);
  const isZero = isDeepStrictEqual(fixedNumbers(editor.constantOf(value)), [0]);
  return isEven && isZero && maps !== undefined ? { maps, width } : null;
}

/** Whether a convolution moves by single places and needs no border, a border of that width lets its output be as large as its input. */
function keepsSize(convolution: TracedOperation, kernel: readonly number[], width: number): boolean {
  const { padding } = convolution.attributes;
  return (
    isPlain(convolution) &&
    padding?.kind === 'string' &&
    padding.value === 'VALID' &&
    isDeepStrictEqual(kernel, [2 * width + 1, 2 * width + 1])
  );
}

function isPlain({ attributes }: TracedOperation): boolean {
  const { strides, dilations, data_format: format, T } = attributes;
  const isOne = (value: Attributes[string] | undefined): boolean => value?.kind === 'integers' && value.value.every((step) => step === 1);
  const isFloat = T?.kind === 'type' && T.value === DataType.float32;
  return isFloat && isOne(strides) && (dilations === undefined || isOne(dilations)) && format?.kind === 'string' && format.value === 'NHWC';
}

function samePadding({ attributes }: TracedOperation): Attributes {
  return { ...attributes, padding: { kind: 'string', value: 'SAME' } };
}

function kernelEdges(kernel: Reference | undefined, weights: WeightShapes): readonly number[] {
  return kernel?.kind === 'source' ? (weights.get(kernel.name)?.slice(0, 2) ?? []) : [];
}

function fixedNumbers(constant: GeneralConstant | undefined): number[] | undefined {
  return constant?.kind === 'fixed' ? Array.from(constant.value.values) : undefined;
}

/** Whether two shapes that may follow the batch differ by so much and no more. */
function isSmallerBy(one: GeneralConstant | undefined, other: GeneralConstant | undefined, by: readonly number[]): boolean {
  if (one?.kind !== 'numbers' || other?.kind !== 'numbers' || other.numbers.length !== by.length) return false;
  const expected = one.numbers.map((number, axis) => ({ ...number, fixed: number.fixed - (by[axis] ?? 0) }));
  return isDeepStrictEqual(expected, other.numbers);
}
