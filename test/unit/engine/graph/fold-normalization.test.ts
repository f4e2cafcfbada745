import { expect, it } from 'vitest';
import { foldNormalization } from '../../../../engine/graph/fold-normalization.ts';
import type { GeneralTrace } from '../../../../engine/graph/generalise.ts';
import { DataType } from '../../../../engine/graph/graph-node.ts';
import type { TensorValue } from '../../../../engine/graph/graph-node.ts';
import type { Reference } from '../../../../engine/graph/trace.ts';

const floats = (shape: number[], ...values: number[]): TensorValue => ({
  dataType: DataType.float32,
  shape,
  values: Float32Array.from(values),
});
const source = (name: string): Reference => ({ kind: 'source', name });
const result = (index: number): Reference => ({ kind: 'operation', index, output: 0 });
const fixed = (number: number) => ({ fixed: number, perSample: 0, perBatch: 0 });

/** A convolution of one place from two channels to two, normalised, brought to its own shape, and cut off below 0. */
function makeTrace(isTraining: boolean, outputs: Record<string, Reference> = { prediction: result(3) }): GeneralTrace {
  const normalization = {
    is_training: { kind: 'boolean', value: isTraining },
    epsilon: { kind: 'float', value: 0 },
  } as const;
  return {
    operations: [
      { operation: 'Conv2D', attributes: {}, inputs: [source('photographs'), source('kernel')] },
      {
        operation: 'FusedBatchNorm',
        attributes: normalization,
        inputs: [result(0), source('gamma'), source('beta'), source('mean'), source('variance')],
      },
      { operation: 'Reshape', attributes: {}, inputs: [result(1), { kind: 'constant', index: 0 }] },
      { operation: 'Relu', attributes: {}, inputs: [result(2)] },
    ],
    constants: [
      {
        kind: 'numbers',
        dataType: DataType.int32,
        shape: [4],
        numbers: [{ fixed: 0, perSample: 1, perBatch: 0 }, fixed(1), fixed(1), fixed(2)],
      },
    ],
    outputs,
  };
}

const weights = new Map([
  ['kernel', floats([1, 1, 2, 2], 1, 2, 3, 4)],
  ['gamma', floats([2], 6, 1)],
  ['beta', floats([2], 0.5, 1)],
  ['mean', floats([2], 1, 2)],
  ['variance', floats([2], 4, 1)],
]);

it('joins a normalisation with the convolution before it', () => {
  const { trace, folded } = foldNormalization(makeTrace(false), weights);
  const [convolution, bias, , relu] = trace.operations;
  expect(convolution?.inputs).toEqual([source('photographs'), source('folded/1/kernel')]);
  expect(bias?.operation).toBe('BiasAdd');
  expect(bias?.inputs).toEqual([result(0), source('folded/1/bias')]);
  expect(relu?.inputs).toEqual([result(1)]);
  // gamma / sqrt(variance) is 3 and 1; beta - mean x that is -2.5 and -1.
  expect([...(folded.get('folded/1/kernel')?.values ?? [])]).toEqual([3, 2, 9, 4]);
  expect([...(folded.get('folded/1/bias')?.values ?? [])]).toEqual([-2.5, -1]);
});

it('leaves alone what normalises by the batch, and a convolution that others use as well', () => {
  for (const trace of [makeTrace(true), makeTrace(false, { prediction: result(3), maps: result(0) })]) {
    expect(foldNormalization(trace, weights)).toEqual({ trace, folded: new Map() });
  }
});
