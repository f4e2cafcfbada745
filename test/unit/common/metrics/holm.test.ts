import fc from 'fast-check';
import { expect, it } from 'vitest';
import { adjustByHolm } from '../../../../common/metrics/holm.ts';

it('multiplies the smallest by how many there are, and so on, as worked by hand', () => {
  // Sorted: .005 x 4, .01 x 3, .03 x 2, .04 x 1, which must not be below the one before it.
  const adjusted = adjustByHolm([0.01, 0.04, 0.03, 0.005]);
  [0.03, 0.06, 0.06, 0.02].forEach((value, index) => expect(adjusted[index]).toBeCloseTo(value, 12));
  expect(adjustByHolm([0.2])).toEqual([0.2]);
  expect(adjustByHolm([])).toEqual([]);
});

it('keeps the order of the values, and never goes below them or above 1', () => {
  const p = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(p, { maxLength: 6 }), (values) => {
      const adjusted = adjustByHolm(values);
      adjusted.forEach((value, index) => {
        expect(value).toBeGreaterThanOrEqual(values[index]!);
        expect(value).toBeLessThanOrEqual(1);
        values.forEach((other, at) => {
          if (other > values[index]!) expect(adjusted[at]).toBeGreaterThanOrEqual(value);
        });
      });
    }),
  );
});
