import fc from 'fast-check';
import { expect, it } from 'vitest';
import { niceTicks } from '../../../../common/reports/nice-ticks.ts';

it('reads well', () => {
  expect(niceTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(niceTicks([0.45, 0.78], 4)).toEqual([0.5, 0.6, 0.7]);
  expect(niceTicks([1, 12], 10)).toEqual([2, 4, 6, 8, 10, 12]);
  expect(niceTicks([-3, 3], 3)).toEqual([-2, 0, 2]);
  expect(niceTicks([7, 7], 4)).toEqual([7]);
});

it('stays within the range, goes up, and never has many more than asked for', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(value, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 20 }), (min, length, count) => {
      const max = min + length;
      const ticks = niceTicks([min, max], count);
      const slack = length * 1e-6;
      expect(ticks.length).toBeLessThanOrEqual(count + 1);
      for (const [index, tick] of ticks.entries()) {
        expect(tick).toBeGreaterThanOrEqual(min - slack);
        expect(tick).toBeLessThanOrEqual(max + slack);
        if (index > 0) expect(tick).toBeGreaterThan(ticks[index - 1] as number);
      }
    }),
  );
});
