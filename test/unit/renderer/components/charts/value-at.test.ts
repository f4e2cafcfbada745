import { expect, it } from 'vitest';
import { intervalScale } from '../../../../../renderer/components/charts/interval-scale.ts';
import { valueAt } from '../../../../../renderer/components/charts/value-at.ts';

const line = { id: 'a', label: 'a', colour: '--run-1' };

it('reads what was measured, and of a sparse line the latest before, but nothing outside its length', () => {
  const values = [null, 1, null, 2, null];
  const read = (isSparse: boolean): (number | null)[] => values.map((_, index) => valueAt({ ...line, values, isSparse }, index));
  expect(read(false)).toEqual(values);
  expect(read(true)).toEqual([null, 1, 1, 2, null]);
});

it('fits figures and the ends of their intervals, and 0 where there is a line for it', () => {
  const rows = [{ ...line, value: 0.5, interval: { low: 0.4, high: 0.6, level: 0.95 } }];
  const { scale, ticks } = intervalScale(rows, 100, 400, false);
  expect(scale(0.4)).toBeGreaterThan(100);
  expect(scale(0.6)).toBeLessThan(400);
  expect(ticks.every((tick) => scale(tick) >= 100 && scale(tick) <= 400)).toBe(true);
  const withZero = intervalScale(rows, 100, 400, true);
  expect(withZero.scale(0)).toBeGreaterThan(100);
  expect(intervalScale([{ ...line, value: 0.5, interval: null }], 100, 400, false).scale(0.5)).toBeCloseTo(250, 6);
});
