import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countClasses, inverseFrequencyWeights } from '../../../../engine/data/class-balance.ts';

const classCount = 5;
const someLabels = fc.array(fc.integer({ min: 0, max: classCount - 1 }), { minLength: 1, maxLength: 200 });

test('class weights sum to the number of photographs, and to the same for each class present', () => {
  fc.assert(
    fc.property(someLabels, (labels) => {
      const weights = inverseFrequencyWeights(labels, classCount);
      const total = labels.reduce((sum, label) => sum + weights[label]!, 0);
      expect(total).toBeCloseTo(labels.length, 3);
      const sums = countClasses(labels, classCount).map((count, label) => count * weights[label]!);
      const present = sums.filter((sum) => sum > 0);
      for (const sum of present) expect(sum).toBeCloseTo(labels.length / present.length, 3);
      expect(present.length).toBe(new Set(labels).size);
    }),
  );
});
