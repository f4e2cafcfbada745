import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateConstant, generalise } from '../../../../engine/graph/generalise.ts';
import type { GeneralConstant } from '../../../../engine/graph/generalise.ts';
import { DataType, elementCount } from '../../../../engine/graph/graph-node.ts';
import type { TensorValue } from '../../../../engine/graph/graph-node.ts';
import type { Trace } from '../../../../engine/graph/trace.ts';

/** A step that hands one constant to one operation. */
const stepWith = (value: TensorValue, operation = 'Reshape'): Trace => ({
  operations: [
    {
      operation,
      attributes: {},
      inputs: [
        { kind: 'source', name: 'inputs' },
        { kind: 'constant', index: 0 },
      ],
    },
  ],
  constants: [value],
  outputs: { loss: { kind: 'operation', index: 0, output: 0 } },
});
const integers = (...values: number[]): TensorValue => ({
  dataType: DataType.int32,
  shape: [values.length],
  values: Int32Array.from(values),
});
const floats = (shape: number[], values: number[]): TensorValue => ({
  dataType: DataType.float32,
  shape,
  values: Float32Array.from(values),
});

/** Traces at 2 and 3, witness at 5. */
function generaliseConstant(make: (batchSize: number) => TensorValue): GeneralConstant {
  const at = (batchSize: number): { batchSize: number; trace: Trace } => ({ batchSize, trace: stepWith(make(batchSize)) });
  return generalise(at(2), at(3), at(5)).constants[0]!;
}

test('a constant that does not follow the batch stays as it is, whatever it holds', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true })), (values) => {
      const value = floats([values.length], values);
      expect(generaliseConstant(() => value)).toEqual({ kind: 'fixed', value });
    }),
  );
});

test('shapes with the batch in them, or multiples of it, are found for every batch', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ each: fc.nat(50), fixed: fc.nat(300) }), { minLength: 1 }),
      fc.integer({ min: 1, max: 4096 }),
      (lengths, batchSize) => {
        const make = (size: number): TensorValue => integers(...lengths.map(({ each, fixed }) => (each > 0 ? each * size : fixed)));
        const { values } = evaluateConstant(generaliseConstant(make), batchSize);
        expect(Array.from(values)).toEqual(Array.from(make(batchSize).values));
      },
    ),
  );
});

test.for<[string, (n: number) => number]>([
  ['the batch', (n) => n],
  ['a share of it', (n) => 0.1 * n],
  ['a mean', (n) => 1 / n],
  ['a mean over pixels as well', (n) => 1 / (n * 784)],
  ["the unbiased variance's correction", (n) => (n * 49 - 1) / (n * 49)],
])('floats that follow %s are found', ([, f]) => {
  const general = generaliseConstant((n) => floats([], [f(n)]));
  for (const n of [1, 4, 37, 256]) expect(evaluateConstant(general, n).values[0]! / f(n)).toBeCloseTo(1, 5);
});

test('equal elements in a shape that follows the batch are filled in', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }), (value, row) => {
      const make = (n: number): TensorValue => floats([n, ...row], new Array<number>(n * elementCount(row)).fill(value));
      const general = generaliseConstant(make);
      expect(general.kind).toBe('filled');
      expect(evaluateConstant(general, 7)).toEqual({ shape: [7, ...row], values: Float64Array.from(make(7).values) });
    }),
  );
});

test.for<[string, (n: number) => TensorValue]>([
  [
    'random numbers made in JavaScript',
    (n) =>
      floats(
        [n],
        Array.from({ length: n }, (_, index) => Math.sin(index + 1)),
      ),
  ],
  ['random numbers of one shape', (n) => floats([2], [Math.sin(n), Math.cos(n)])],
  ['a length that grows by steps', (n) => integers(n + 4)],
  ['a square of the batch', (n) => integers(n * n)],
  ['a square root of it', (n) => floats([], [Math.sqrt(n)])],
  ['the factor n / (n - 1)', (n) => floats([], [n / (n - 1)])],
  ['another rank', (n) => floats(new Array<number>(n).fill(1), [1])],
  ['the numbers below the batch', (n) => integers(...Array.from({ length: n }, (_, index) => index))],
])('a constant is refused, by the name of the operation, that holds %s', ([, make]) => {
  expect(() => generaliseConstant(make)).toThrow(expect.objectContaining({ name: 'NotCompilable', operation: 'Reshape' }));
});

test('a step that takes another way for batches of another size is refused', () => {
  const one = { batchSize: 2, trace: stepWith(integers(1)) };
  const other = stepWith(integers(1), 'Tile');
  expect(() => generalise(one, { batchSize: 3, trace: other }, { batchSize: 5, trace: one.trace })).toThrow(
    /Reshape: it is called differently/,
  );
  expect(() => generalise(one, { batchSize: 3, trace: one.trace }, { batchSize: 5, trace: other })).toThrow(
    /Reshape: it is called differently/,
  );
  const longer = { ...one.trace, operations: [...one.trace.operations, ...other.operations] };
  expect(() => generalise(one, { batchSize: 3, trace: longer }, { batchSize: 5, trace: one.trace })).toThrow(
    /Tile: it is called differently/,
  );
  const otherOutput = { ...one.trace, outputs: { loss: { kind: 'source', name: 'inputs' } as const } };
  expect(() => generalise(one, { batchSize: 3, trace: otherOutput }, { batchSize: 5, trace: one.trace })).toThrow(
    /gives out something else/,
  );
});
