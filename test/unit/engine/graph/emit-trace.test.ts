import { expect, test } from 'vitest';
import { emitTrace } from '../../../../engine/graph/emit-trace.ts';
import type { BatchNumber, GeneralConstant, GeneralTrace } from '../../../../engine/graph/generalise.ts';
import { GraphBuilder } from '../../../../engine/graph/graph-builder.ts';
import { DataType } from '../../../../engine/graph/graph-node.ts';
import { HalfPrecision } from '../../../../engine/graph/half-precision.ts';
import type { GraphNode } from '../../../../engine/graph/graph-node.ts';

const fixed = (value: number): BatchNumber => ({ fixed: value, perSample: 0, perBatch: 0 });
const perSample = (value: number): BatchNumber => ({ fixed: 0, perSample: value, perBatch: 0 });

/** One operation that takes a constant, in a graph. */
function emit(constant: GeneralConstant, operation = 'Op'): readonly GraphNode[] {
  const trace: GeneralTrace = {
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
    constants: [constant],
    outputs: { result: { kind: 'operation', index: 0, output: 1 }, same: { kind: 'source', name: 'inputs' } },
  };
  const builder = new GraphBuilder();
  const outputs = emitTrace(builder, 'p', trace, new Map([['inputs', { value: 'fed:0', dataType: DataType.float32 }]]), 'size:0');
  expect(outputs.get('result')).toBe(`p/${operation}:1`);
  // A run that is fed with a value cannot ask for it.
  expect(outputs.get('same')).toBe('p/passed:0');
  return builder.nodes;
}

const wiring = (nodes: readonly GraphNode[]): string[] => nodes.map(({ operation, inputs }) => `${operation}(${inputs.join(' ')})`);
const constants = (nodes: readonly GraphNode[]): unknown[] =>
  nodes.flatMap(({ attributes }) => (attributes['value']?.kind === 'tensor' ? [Array.from(attributes['value'].value.values)] : []));

test('a shape with one open length is written so for Reshape, and packed for others', () => {
  const shape: GeneralConstant = { kind: 'numbers', dataType: DataType.int32, shape: [2], numbers: [perSample(1), fixed(7)] };
  const reshaped = emit(shape, 'Reshape');
  expect(wiring(reshaped).slice(0, 2)).toEqual(['Const()', 'Reshape(fed:0 p/shape:0)']);
  expect(constants(reshaped)).toEqual([[-1, 7]]);
  const tiled = emit(shape, 'Tile');
  expect(wiring(tiled).slice(0, 3)).toEqual(['Const()', 'Pack(size:0 p/length:0)', 'Tile(fed:0 p/lengths:0)']);
  expect(constants(tiled)).toEqual([[7]]);
});

test('a shape with two open lengths is packed for Reshape as well, multiples by multiplication', () => {
  const nodes = emit({ kind: 'numbers', dataType: DataType.int32, shape: [2], numbers: [perSample(1), perSample(4)] }, 'Reshape');
  expect(wiring(nodes).slice(0, 4)).toEqual([
    'Const()',
    'Mul(size:0 p/length:0)',
    'Pack(size:0 p/length_2:0)',
    'Reshape(fed:0 p/lengths:0)',
  ]);
  expect(constants(nodes)).toEqual([[4]]);
});

test('a number that follows the batch is computed from it, by the terms that it has', () => {
  const nodes = emit({ kind: 'numbers', dataType: DataType.float32, shape: [], numbers: [{ fixed: 1, perSample: 0, perBatch: -0.25 }] });
  expect(wiring(nodes).slice(0, 6)).toEqual([
    'Cast(size:0)',
    'Const()',
    'Const()',
    'RealDiv(p/numbers_2:0 p/size:0)',
    'AddV2(p/numbers:0 p/perBatch:0)',
    'Op(fed:0 p/sum:0)',
  ]);
  expect(constants(nodes)).toEqual([[1], [-0.25]]);
});

test('equal elements are filled into the shape of the batch', () => {
  const nodes = emit({ kind: 'filled', dataType: DataType.float32, shape: [perSample(1), fixed(3)], value: 0.5 });
  expect(wiring(nodes).slice(0, 5)).toEqual([
    'Const()',
    'Pack(size:0 p/length:0)',
    'Const()',
    'Fill(p/lengths:0 p/value:0)',
    'Op(fed:0 p/filled:0)',
  ]);
  expect(constants(nodes)).toEqual([[3], [0.5]]);
});

test('a source that is not there is named', () => {
  const trace: GeneralTrace = { operations: [], constants: [], outputs: { result: { kind: 'source', name: 'labels' } } };
  expect(() => emitTrace(new GraphBuilder(), 'p', trace, new Map(), 'size:0')).toThrow(/labels is not fed/);
});

test('in half precision products are made of rounded numbers, each rounded once, and are float32 again', () => {
  const type = (value: number) => ({ T: { kind: 'type', value } }) as const;
  const source = (name: string) => ({ kind: 'source', name }) as const;
  const trace: GeneralTrace = {
    operations: [
      { operation: 'MatMul', attributes: type(DataType.float32), inputs: [source('a'), source('b')] },
      { operation: 'Relu', attributes: type(DataType.float32), inputs: [{ kind: 'operation', index: 0, output: 0 }] },
      { operation: 'Conv2DBackpropInput', attributes: type(DataType.float32), inputs: [source('sizes'), source('a'), source('b')] },
      { operation: 'MatMul', attributes: type(DataType.int32), inputs: [source('sizes'), source('sizes')] },
    ],
    constants: [],
    outputs: { relu: { kind: 'operation', index: 1, output: 0 } },
  };
  const builder = new GraphBuilder();
  const sources = new Map(['a', 'b', 'sizes'].map((name) => [name, { value: `${name}:0`, dataType: DataType.float32 } as const]));
  emitTrace(builder, 'p', trace, sources, 'size:0', new HalfPrecision(builder));
  expect(wiring(builder.nodes)).toEqual([
    'Cast(a:0)',
    'Cast(b:0)',
    'MatMul(p/MatMul/half:0 p/MatMul/half_2:0)',
    'Cast(p/MatMul:0)',
    'Relu(p/MatMul/float:0)',
    'Conv2DBackpropInput(sizes:0 p/MatMul/half:0 p/MatMul/half_2:0)',
    'Cast(p/Conv2DBackpropInput:0)',
    'MatMul(sizes:0 sizes:0)',
  ]);
  const products = builder.nodes.filter(({ operation }) => /MatMul|Conv/.test(operation)).map(({ attributes }) => attributes['T']);
  expect(products).toEqual([DataType.bfloat16, DataType.bfloat16, DataType.int32].map((value) => ({ kind: 'type', value })));
});
