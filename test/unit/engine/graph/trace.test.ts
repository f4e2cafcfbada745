import { expect, test } from 'vitest';
import { DataType } from '../../../../engine/graph/graph-node.ts';
import type { Attributes } from '../../../../engine/graph/graph-node.ts';
import type { RecordedCall } from '../../../../engine/graph/recording.ts';
import { buildTrace } from '../../../../engine/graph/trace.ts';

const constant = (id: number, ...values: number[]): RecordedCall => ({
  kind: 'constant',
  id,
  value: { dataType: DataType.float32, shape: [values.length], values: Float32Array.from(values) },
});
const operation = (name: string, inputs: number[], outputs: number[], attributes: Attributes = {}): RecordedCall => ({
  kind: 'operation',
  operation: name,
  attributes,
  inputs,
  outputs: outputs.map((id) => ({ id, dataType: DataType.float32, shape: [] })),
});

test('a trace is what its outputs need, wired by places', () => {
  const recording = [
    constant(10, 1),
    operation('Unused', [1], [11]),
    operation('Split', [1], [12, 13]),
    constant(14, 2),
    operation('Add', [13, 14], [15]),
    constant(16, 3),
    operation('Mul', [15, 2], [17]),
  ];
  const sources = new Map([
    [1, 'inputs'],
    [2, 'weight'],
  ]);
  expect(buildTrace(recording, sources, { loss: 17, same: 2, kept: 14 })).toEqual({
    operations: [
      { operation: 'Split', attributes: {}, inputs: [{ kind: 'source', name: 'inputs' }] },
      {
        operation: 'Add',
        attributes: {},
        inputs: [
          { kind: 'operation', index: 0, output: 1 },
          { kind: 'constant', index: 0 },
        ],
      },
      {
        operation: 'Mul',
        attributes: {},
        inputs: [
          { kind: 'operation', index: 1, output: 0 },
          { kind: 'source', name: 'weight' },
        ],
      },
    ],
    constants: [{ dataType: DataType.float32, shape: [1], values: Float32Array.of(2) }],
    outputs: {
      loss: { kind: 'operation', index: 2, output: 0 },
      same: { kind: 'source', name: 'weight' },
      kept: { kind: 'constant', index: 0 },
    },
  });
});

test('the same work gives the same trace, whatever the numbers of its tensors and whenever its constants were handed over', () => {
  const early = [constant(10, 1), constant(11, 2), operation('Add', [1, 11], [12]), operation('Mul', [12, 10], [13])];
  const late = [constant(50, 2), operation('Add', [40, 50], [60]), constant(70, 1), operation('Mul', [60, 70], [80])];
  expect(buildTrace(early, new Map([[1, 'inputs']]), { loss: 13 })).toEqual(buildTrace(late, new Map([[40, 'inputs']]), { loss: 80 }));
});

test('random numbers with a hidden state are refused by name, unless nobody needs them', () => {
  const recording = [operation('RandomUniform', [], [10]), operation('Mul', [1, 10], [11])];
  const sources = new Map([[1, 'inputs']]);
  expect(() => buildTrace(recording, sources, { loss: 11 })).toThrow(
    expect.objectContaining({ name: 'NotCompilable', operation: 'RandomUniform' }),
  );
  expect(buildTrace(recording, sources, { loss: 1 }).operations).toEqual([]);
});

test('an output that was computed outside is refused', () => {
  expect(() => buildTrace([operation('Add', [1], [2])], new Map([[1, 'inputs']]), { loss: 9 })).toThrow(/has not computed/);
});

test("a mean's type is that of its input", () => {
  const recording = [
    operation('Mean', [1], [2], { T: { kind: 'type', value: DataType.bool }, keep_dims: { kind: 'boolean', value: false } }),
  ];
  const { operations } = buildTrace(recording, new Map([[1, 'inputs']]), { loss: 2 });
  expect(operations[0]?.attributes).toEqual({ T: { kind: 'type', value: DataType.float32 }, keep_dims: { kind: 'boolean', value: false } });
});
