import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawVariants, planEpoch, planInOrder } from '../../../../engine/data/epoch-plan.ts';

const base = { labels: Array.from({ length: 100 }, (_, index) => index % 7), classCount: 7, imbalance: 'none', variantCount: 8 } as const;

test('an epoch shows every photograph once, in an order that its seed and number decide', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 500 }), (seed, epoch) => {
      const plan = planEpoch({ ...base, seed, epoch });
      expect([...plan.positions].sort((a, b) => a - b)).toEqual([...planInOrder(100).positions]);
      expect(Math.max(...plan.variants)).toBeLessThan(base.variantCount);
      expect(planEpoch({ ...base, seed, epoch })).toEqual(plan);
      expect(planEpoch({ ...base, seed, epoch: epoch + 1 }).positions).not.toEqual(plan.positions);
    }),
    { numRuns: 20 },
  );
});

test('without augmentation every photograph is laid in the one way', () => {
  expect(new Set(planEpoch({ ...base, variantCount: 1, seed: 3, epoch: 1 }).variants)).toEqual(new Set([0]));
});

test('variants for features are different ones of those allowed, the upright one among them', () => {
  const variants = drawVariants(50, [0, 1, 2, 3, 4, 5, 6, 7], 4, 9);
  for (const drawn of variants) {
    expect(drawn[0]).toBe(0);
    expect(new Set(drawn).size).toBe(4);
  }
  expect(new Set(variants.map(String)).size).toBeGreaterThan(10);
  expect(drawVariants(2, [0], 4, 9)).toEqual([[0], [0]]);
});
