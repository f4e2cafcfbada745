import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classShares, classWeights } from '../../../../engine/training/class-weights.ts';

/** Classes of so many photographs. */
const labelsOf = (...counts: number[]): number[] => counts.flatMap((count, label) => new Array<number>(count).fill(label));

test('inverse roots: a class of a hundredth of the photographs weighs ten times as much', () => {
  const [common, rare] = classWeights('inverse-root', labelsOf(900, 9), 2) as unknown as [number, number];
  expect(rare / common).toBeCloseTo(10, 4);
});

test('effective numbers: by (1 - 0.999^n) / (1 - 0.999)', () => {
  const [common, rare] = classWeights('effective-number', labelsOf(4700, 80), 2) as unknown as [number, number];
  expect(rare / common).toBeCloseTo((1 - 0.999 ** 4700) / (1 - 0.999 ** 80), 3);
});

test('every way of weighing has the mean 1 over the photographs, and none for a class without any', () => {
  const counts = fc
    .array(fc.integer({ min: 0, max: 3000 }), { minLength: 2, maxLength: 7 })
    .filter((all) => all.some((count) => count > 0));
  const ways = fc.constantFrom('class-weights' as const, 'inverse-root' as const, 'effective-number' as const);
  fc.assert(
    fc.property(counts, ways, (all, way) => {
      const labels = labelsOf(...all);
      const weights = classWeights(way, labels, all.length);
      expect(labels.reduce((sum, label) => sum + weights[label]!, 0) / labels.length).toBeCloseTo(1, 4);
      weights.forEach((weight, label) => expect(weight > 0).toBe(all[label]! > 0));
    }),
    { numRuns: 30 },
  );
});

test.for(['none', 'oversample', 'balanced-batches', 'augment-rare'] as const)('%s leaves the loss alone', (way) => {
  expect([...classWeights(way, labelsOf(5, 1), 2)]).toEqual([1, 1]);
});

test('the shares of the classes', () => {
  expect(classShares(labelsOf(6, 3, 0, 1), 4)).toEqual([0.6, 0.3, 0, 0.1]);
});
