import { cast, matMul, sum, tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { loadBackend } from '../../engine/backends/load-backend.ts';

beforeAll(async () => {
  await loadBackend('tensorflow');
});

const counted = (shape: number[]) =>
  tensor(
    Float32Array.from({ length: shape.reduce((product, length) => product * length, 1) }, (_, index) => index),
    shape,
  );

it.each([
  [false, false, [2, 3], [3, 2], [10, 13, 28, 40]],
  [true, false, [3, 2], [3, 2], [20, 26, 26, 35]],
  [false, true, [2, 3], [2, 3], [5, 14, 14, 50]],
  [true, true, [3, 2], [2, 3], [10, 28, 13, 40]],
])('multiplies two matrices (transposed: %s, %s)', (transposeA, transposeB, shapeA, shapeB, expected) => {
  const product = tidy(() => matMul(counted(shapeA), counted(shapeB), transposeA, transposeB).arraySync());
  expect(product).toEqual([expected.slice(0, 2), expected.slice(2)]);
});

it('adds up along every choice of axes', () => {
  const x = counted([2, 3, 4]);
  const values = x.arraySync() as number[][][];
  const byLast = [0, 1, 2, 3].map((last) => values.flat().reduce((total, row) => total + (row[last] ?? NaN), 0));
  const sums = tidy(() =>
    [sum(x, [0, 1]), sum(x, [-2, 0]), sum(x, [0, 1], true), sum(x, [1, 2]), sum(x)].map((found) => found.arraySync()),
  );
  expect(sums).toEqual([byLast, byLast, [[byLast]], [66, 210], 276]);
  expect(tidy(() => sum(cast(x, 'int32'), [0, 1]).arraySync())).toEqual(byLast);
  x.dispose();
});
