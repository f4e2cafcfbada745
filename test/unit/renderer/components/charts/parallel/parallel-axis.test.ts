import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelAt, shareOf, ticksOf, valueAt } from '../../../../../../renderer/components/charts/parallel/parallel-axis.ts';
import type { ChoiceAxis, NumberAxis } from '../../../../../../renderer/components/charts/parallel/parallel-axis.ts';

const number: NumberAxis = { id: 'n', label: 'N', kind: 'number', min: 0, max: 1, isLog: false, isWhole: false, format: String };
const rate: NumberAxis = { ...number, id: 'rate', min: 1e-4, max: 1e-2, isLog: true };
const optimizer: ChoiceAxis = {
  id: 'optimizer',
  label: 'Optimizer',
  kind: 'choice',
  choices: [
    { value: 'adam', label: 'Adam' },
    { value: 'sgd', label: 'SGD' },
  ],
};

describe('an axis', () => {
  it('has figures where its scale has them, and nothing where there is none', () => {
    expect(shareOf(number, 0.25)).toBe(0.25);
    expect(shareOf(rate, 1e-3)).toBeCloseTo(0.5);
    expect(shareOf(rate, null)).toBeNull();
    expect(shareOf(number, Number.NaN)).toBeNull();
    expect(shareOf(number, 'adam')).toBeNull();
    expect(shareOf(number, 7)).toBe(1);
  });

  it('has choices as points, the first one at the top', () => {
    expect([shareOf(optimizer, 'adam'), shareOf(optimizer, 'sgd'), shareOf(optimizer, 'rmsprop')]).toEqual([0.75, 0.25, null]);
    expect([labelAt(optimizer, 1), labelAt(optimizer, 0.6), labelAt(optimizer, 0)]).toEqual(['Adam', 'Adam', 'SGD']);
  });

  it('stands still where everything has the same figure', () => {
    const one = { ...rate, min: 1e-3, max: 1e-3 };
    expect(shareOf(one, 1e-3)).toBe(0.5);
    expect(ticksOf(one)).toEqual([{ share: 0.5, label: '0.001' }]);
    expect(valueAt(one, 1)).toBe(1e-3);
  });

  it('has round ticks: powers of ten, and more where those are too few', () => {
    expect(ticksOf({ ...rate, min: 1e-5, max: 1e-1 }).map(({ label }) => Number(label))).toEqual([1e-5, 1e-4, 1e-3, 1e-2, 1e-1]);
    expect(ticksOf({ ...rate, min: 1e-4, max: 1e-3 }).map(({ label }) => Number(label))).toEqual([1e-4, 3e-4, 1e-3]);
    expect(ticksOf({ ...rate, min: 2.1e-3, max: 2.9e-3 }).map(({ label }) => Number(label))).toEqual([2.1e-3, 2.9e-3]);
    expect(ticksOf({ ...number, min: 1, max: 3, isWhole: true }).map(({ label }) => label)).toEqual(['1', '2', '3']);
  });

  it('reads back what it shows', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
        fc.double({ min: 1.01, max: 1e6, noNaN: true }),
        fc.boolean(),
        (min, factor, isLog) => {
          const axis = { ...number, min, max: min * factor, isLog };
          const value = min + (axis.max - min) * 0.37;
          const share = shareOf(axis, value);
          expect(share).not.toBeNull();
          expect(Math.abs(valueAt(axis, share ?? 0) / value - 1)).toBeLessThan(1e-9);
          for (const tick of ticksOf(axis)) expect(tick.share > -1e-9 && tick.share < 1 + 1e-9).toBe(true);
        },
      ),
    );
  });
});
