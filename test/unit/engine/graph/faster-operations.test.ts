import { expect, test } from 'vitest';
import { useFasterOperations } from '../../../../engine/graph/faster-operations.ts';
import type { BatchNumber, GeneralConstant, GeneralTrace } from '../../../../engine/graph/generalise.ts';
import { DataType } from '../../../../engine/graph/graph-node.ts';
import type { Attributes } from '../../../../engine/graph/graph-node.ts';
import type { Reference, TracedOperation } from '../../../../engine/graph/trace.ts';

const source = (name: string): Reference => ({ kind: 'source', name });
const result = (index: number): Reference => ({ kind: 'operation', index, output: 0 });
const constant = (index: number): Reference => ({ kind: 'constant', index });
const fixed = (value: number): BatchNumber => ({ fixed: value, perSample: 0, perBatch: 0 });
const whole = (...values: number[]): GeneralConstant => ({
  kind: 'fixed',
  value: { dataType: DataType.int32, shape: [values.length], values: Int32Array.from(values) },
});
const ofBatch = (...values: number[]): GeneralConstant => ({
  kind: 'numbers',
  dataType: DataType.int32,
  shape: [values.length + 1],
  numbers: [{ fixed: 0, perSample: 1, perBatch: 0 }, ...values.map(fixed)],
});
const convolution = (strides: number): Attributes => ({
  T: { kind: 'type', value: DataType.float32 },
  strides: { kind: 'integers', value: [1, strides, strides, 1] },
  padding: { kind: 'string', value: 'VALID' },
  data_format: { kind: 'string', value: 'NHWC' },
});
const weights = new Map([
  ['kernel', [3, 3, 2, 4]],
  ['bias', [4]],
]);

/** A 3 x 3 convolution of maps of 6 x 6 with a border around them, its bias, and both gradients. */
function padded(border: number, strides = 1): GeneralTrace {
  const edge = 6 + 2 * border;
  const attributes = convolution(strides);
  return {
    operations: [
      { operation: 'PadV2', attributes: {}, inputs: [source('maps'), constant(0), constant(1)] },
      { operation: 'Conv2D', attributes, inputs: [result(0), source('kernel')] },
      { operation: 'Add', attributes: {}, inputs: [result(1), source('bias')] },
      { operation: 'Conv2DBackpropFilter', attributes, inputs: [result(0), constant(2), source('dy')] },
      { operation: 'Conv2DBackpropInput', attributes, inputs: [constant(3), source('kernel'), source('dy')] },
      { operation: 'Slice', attributes: {}, inputs: [result(4), constant(4), constant(5)] },
    ],
    constants: [
      whole(0, 0, border, border, border, border, 0, 0),
      { kind: 'fixed', value: { dataType: DataType.float32, shape: [], values: Float32Array.of(0) } },
      whole(3, 3, 2, 4),
      ofBatch(edge, edge, 2),
      whole(0, border, border, 0),
      ofBatch(6, 6, 2),
    ],
    outputs: { maps: result(2), kernel: result(3), input: result(5) },
  };
}

const named = (trace: GeneralTrace, output: string): TracedOperation => {
  const reference = trace.outputs[output];
  if (reference?.kind !== 'operation') throw new Error(`${output} is no operation`);
  return trace.operations[reference.index]!;
};

test('a border that keeps the size goes into the convolution and into both of its gradients', () => {
  const trace = useFasterOperations(padded(1), weights, false);
  expect(trace.operations.map(({ operation }) => operation)).toEqual(['Conv2D', 'BiasAdd', 'Conv2DBackpropFilter', 'Conv2DBackpropInput']);
  for (const { operation, attributes } of trace.operations) {
    if (operation !== 'BiasAdd') expect(attributes['padding']).toEqual({ kind: 'string', value: 'SAME' });
  }
  expect(trace.operations[0]!.inputs).toEqual([source('maps'), source('kernel')]);
  expect(named(trace, 'maps').inputs).toEqual([result(0), source('bias')]);
  expect(named(trace, 'kernel').inputs).toEqual([source('maps'), constant(2), source('dy')]);
  expect(named(trace, 'input').inputs).toEqual([constant(5), source('kernel'), source('dy')]);
});

test.each([
  ['wider', padded(2)],
  ['of strides', padded(1, 2)],
])('a border stays where the convolution does not keep the size (%s)', (_, trace) => {
  const { operations } = useFasterOperations(trace, weights, true);
  expect(operations.map(({ operation }) => operation)).toEqual(
    trace.operations.map(({ operation }) => operation.replace('Add', 'BiasAdd')),
  );
  expect(operations.filter(({ attributes }) => attributes['padding']?.value === 'SAME')).toEqual([]);
});

test('a border of something else than zeros stays', () => {
  const trace = padded(1);
  const constants = trace.constants.with(1, {
    kind: 'fixed',
    value: { dataType: DataType.float32, shape: [], values: Float32Array.of(1) },
  });
  expect(useFasterOperations({ ...trace, constants }, weights, false).operations.map(({ operation }) => operation)).toContain('PadV2');
});

test("a sum is a bias's only where it is one of a product and a weight with one axis", () => {
  const sum = (a: Reference, b: Reference): GeneralTrace => ({
    operations: [
      { operation: 'Conv2D', attributes: convolution(1), inputs: [source('maps'), source('kernel')] },
      { operation: 'Relu', attributes: {}, inputs: [result(0)] },
      { operation: 'AddV2', attributes: {}, inputs: [a, b] },
    ],
    constants: [],
    outputs: { sum: result(2) },
  });
  const operationOf = (trace: GeneralTrace): string => named(useFasterOperations(trace, weights, false), 'sum').operation;
  expect(operationOf(sum(result(0), source('bias')))).toBe('BiasAdd');
  expect(operationOf(sum(result(1), source('bias')))).toBe('AddV2');
  expect(operationOf(sum(result(0), source('kernel')))).toBe('AddV2');
  expect(operationOf(sum(result(0), result(1)))).toBe('AddV2');
});

test('by a 1 x 1 kernel the gradient is a product of matrices, on a processor', () => {
  const trace = (strides: number): GeneralTrace => ({
    operations: [
      { operation: 'Relu', attributes: {}, inputs: [source('maps')] },
      { operation: 'Conv2DBackpropFilter', attributes: convolution(strides), inputs: [result(0), constant(0), source('dy')] },
    ],
    constants: [whole(1, 1, 2, 4)],
    outputs: { gradient: result(1) },
  });
  const { operations, constants, outputs } = useFasterOperations(trace(1), weights, true);
  expect(operations.map(({ operation }) => operation)).toEqual(['Relu', 'Reshape', 'Reshape', 'MatMul', 'Reshape']);
  expect(operations[3]!.attributes['transpose_a']).toEqual({ kind: 'boolean', value: true });
  const shapes = constants.map((value) => value.kind === 'fixed' && [...value.value.values]);
  expect(shapes.slice(1)).toEqual([
    [-1, 2],
    [-1, 4],
    [1, 1, 2, 4],
  ]);
  expect(outputs['gradient']).toEqual(result(4));
  expect(useFasterOperations(trace(2), weights, true)).toEqual(trace(2));
  expect(useFasterOperations(trace(1), weights, false)).toEqual(trace(1));
});
