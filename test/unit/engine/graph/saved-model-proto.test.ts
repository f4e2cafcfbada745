import { expect, test } from 'vitest';
import { DataType } from '../../../../engine/graph/graph-node.ts';
import type { AttributeValue } from '../../../../engine/graph/graph-node.ts';
import { encodeSavedModel } from '../../../../engine/graph/saved-model-proto.ts';

const encode = (attributes: Record<string, AttributeValue>, inputs: string[] = []): string =>
  Buffer.from(encodeSavedModel([{ name: 'n', operation: 'Op', inputs, attributes }])).toString('hex');

/** SavedModel { version 1, meta graph { tags ["serve"], graph { node, producer 1087 } } } around one node. */
const wrap = (node: string): string => {
  const field = (tag: string, content: string): string => `${tag}${(content.length / 2).toString(16).padStart(2, '0')}${content}`;
  const graph = field('0a', node) + '220308bf08';
  return '0801' + field('12', field('0a', field('22', '7365727665')) + field('12', graph));
};
const node = (attributeHex: string): string => `0a016e12024f70${attributeHex}`;

test('a node is its name, operation, inputs and attributes', () => {
  expect(encode({}, ['a:0', '^b'])).toBe(wrap(node('1a03613a301a025e62')));
});

test.for<[string, AttributeValue, string]>([
  ['a type', { kind: 'type', value: DataType.float32 }, '3001'],
  ['an integer', { kind: 'integer', value: -1 }, '18ffffffffffffffffff01'],
  ['integers', { kind: 'integers', value: [1, 2] }, '0a041a020102'],
  ['a float', { kind: 'float', value: 0.2 }, '25cdcc4c3e'],
  ['floats', { kind: 'floats', value: [1] }, '0a0622040000803f'],
  ['a boolean', { kind: 'boolean', value: true }, '2801'],
  ['booleans', { kind: 'booleans', value: [true, false] }, '0a042a020100'],
  ['text', { kind: 'string', value: 'NHWC' }, '12044e485743'],
  ['a shape with an open length', { kind: 'shape', value: [-1, 3] }, '3a11120b08ffffffffffffffffff0112020803'],
  ['a scalar', { kind: 'tensor', value: { dataType: DataType.int32, shape: [], values: Int32Array.of(7) } }, '420708031200' + '3a0107'],
  [
    'equal elements once',
    { kind: 'tensor', value: { dataType: DataType.float32, shape: [2], values: Float32Array.of(1, 1) } },
    '420e0801120412020802' + '2a040000803f',
  ],
  [
    'unequal elements as they lie in memory',
    { kind: 'tensor', value: { dataType: DataType.int32, shape: [2], values: Int32Array.of(1, 258) } },
    '42120803120412020802' + '22080100000002010000',
  ],
  [
    'bytes',
    { kind: 'tensor', value: { dataType: DataType.bool, shape: [2], values: Uint8Array.of(1, 0) } },
    '420c080a120412020802' + '22020100',
  ],
  [
    'no elements',
    { kind: 'tensor', value: { dataType: DataType.float32, shape: [0], values: new Float32Array(0) } },
    '420a0801120412020800' + '2200',
  ],
])('writes %s as an attribute', ([, value, expected]) => {
  const length = (text: string): string => (text.length / 2).toString(16).padStart(2, '0');
  const entry = `0a0161` + `12${length(expected)}${expected}`;
  expect(encode({ a: value })).toBe(wrap(node(`2a${length(entry)}${entry}`)));
});
