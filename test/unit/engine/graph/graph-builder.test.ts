import { expect, test } from 'vitest';
import { GraphBuilder, nodeOf } from '../../../../engine/graph/graph-builder.ts';
import { DataType } from '../../../../engine/graph/graph-node.ts';

test('names are kept apart, and equal small constants are one', () => {
  const builder = new GraphBuilder();
  expect(builder.add('a', 'NoOp', [], {})).toBe('a:0');
  expect(builder.add('a', 'NoOp', [], {})).toBe('a_2:0');
  expect(builder.add('a_2', 'NoOp', [], {})).toBe('a_2_2:0');
  expect(builder.integers('axes', [1, 2])).toBe('axes:0');
  expect(builder.integers('again', [1, 2])).toBe('axes:0');
  expect(builder.integers('other', [2, 1])).toBe('other:0');
  const values = new Float32Array(65);
  expect(builder.constant('large', { dataType: DataType.float32, shape: [65], values })).toBe('large:0');
  expect(builder.constant('large', { dataType: DataType.float32, shape: [65], values })).toBe('large_2:0');
  // Same bytes, other meaning.
  expect(builder.constant('bool', { dataType: DataType.bool, shape: [1], values: Uint8Array.of(1) })).not.toBe(
    builder.constant('byte', { dataType: DataType.uint8, shape: [1], values: Uint8Array.of(1) }),
  );
  expect(new Set(builder.nodes.map(({ name }) => name)).size).toBe(builder.nodes.length);
});

test('what changes a variable names what it waits for', () => {
  const builder = new GraphBuilder();
  const weight = builder.variable('weight', DataType.float32, [3]);
  const assigned = builder.assign(weight, 'new:0', [nodeOf(weight.value)]);
  expect(builder.after('done', 'nothing:0', DataType.float32, [assigned])).toBe('done:0');
  expect(builder.nodes.map(({ name, operation, inputs }) => [name, operation, inputs])).toEqual([
    ['weight', 'VarHandleOp', []],
    ['weight/value', 'ReadVariableOp', ['weight:0']],
    ['weight/assign', 'AssignVariableOp', ['weight:0', 'new:0', '^weight/value']],
    ['done', 'Identity', ['nothing:0', '^weight/assign']],
  ]);
});
