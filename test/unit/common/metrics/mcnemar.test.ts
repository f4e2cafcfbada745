import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exactMcNemar } from '../../../../common/metrics/mcnemar.ts';

it('agrees with examples of the literature', () => {
  // Airway hyper-responsiveness before and after treatment, Fagerland, Lydersen and Laake 2013: 1 against 7.
  expect(exactMcNemar(1, 7)).toBeCloseTo(0.0703125, 12);
  // Two media for tubercle bacilli, Armitage and Berry 1994, page 127, as StatsDirect has it: 12 against 2, P = 0.0129.
  expect(exactMcNemar(12, 2)).toBeCloseTo(212 / 16384, 12);
});

it('agrees with sums worked by hand', () => {
  expect(exactMcNemar(0, 0)).toBe(1);
  expect(exactMcNemar(1, 0)).toBe(1);
  expect(exactMcNemar(0, 5)).toBeCloseTo(2 / 32, 12);
  expect(exactMcNemar(0, 6)).toBeCloseTo(2 / 64, 12);
  // 2 x (1 + 10 + 45) / 1024
  expect(exactMcNemar(2, 8)).toBeCloseTo(112 / 1024, 12);
  expect(exactMcNemar(50, 50)).toBe(1);
});

it('is the binomial sum in whole numbers, also where 2 to the power of n is beyond a double', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (a, b) => {
      expect(exactMcNemar(a, b)).toBeCloseTo(byWholeNumbers(a, b), 9);
      expect(exactMcNemar(a, b)).toBe(exactMcNemar(b, a));
    }),
  );
  expect(exactMcNemar(950, 1050)).toBeCloseTo(byWholeNumbers(950, 1050), 9);
  expect(exactMcNemar(0, 5000)).toBe(0);
});

function byWholeNumbers(a: number, b: number): number {
  const n = BigInt(a + b);
  let term = 1n;
  let sum = 0n;
  for (let k = 0n; k <= BigInt(Math.min(a, b)); k++) {
    sum += term;
    term = (term * (n - k)) / (k + 1n);
  }
  const scaled = (2n * sum * 10n ** 15n) / 2n ** n;
  return Math.min(1, Number(scaled) / 1e15);
}
