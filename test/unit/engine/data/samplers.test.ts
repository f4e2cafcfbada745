import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeededRandom } from '../../../../common/domain/random.ts';
import { countClasses } from '../../../../engine/data/class-balance.ts';
import { balancedBatches, oversample, shuffleSampled } from '../../../../engine/data/samplers.ts';
import type { Sampled } from '../../../../engine/data/samplers.ts';

const classCount = 5;
const someLabels = fc.array(fc.integer({ min: 0, max: classCount - 1 }), { minLength: 1, maxLength: 200 });

function labelsOf(positions: ArrayLike<number>, labels: readonly number[]): number[] {
  return Array.from(positions, (position) => labels[position]!);
}

/** Every photograph that is shown is shown just once not as a repeat. */
function expectTrueRepeats({ positions, isRepeat }: Sampled): void {
  const firsts = [...positions].filter((_, index) => isRepeat[index] === 0);
  expect(firsts.sort()).toEqual([...new Set(positions)].sort());
}

test('oversampling brings every class to the most frequent one and repeats its photographs evenly', () => {
  fc.assert(
    fc.property(someLabels, fc.nat(), (labels, seed) => {
      const sampled = oversample(labels, classCount, new SeededRandom(seed));
      const target = Math.max(...countClasses(labels, classCount));
      const shown = countClasses(labelsOf(sampled.positions, labels), classCount);
      for (const label of new Set(labels)) expect(shown[label]).toBe(target);
      const repetitions = countClasses(sampled.positions, labels.length);
      for (const label of new Set(labels)) {
        const ofClass = repetitions.filter((_, position) => labels[position] === label);
        expect(Math.min(...ofClass)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...ofClass) - Math.min(...ofClass)).toBeLessThanOrEqual(1);
      }
      expectTrueRepeats(sampled);
      const shuffled = shuffleSampled(sampled, new SeededRandom(seed + 1));
      expectTrueRepeats(shuffled);
      expect([...shuffled.positions].sort()).toEqual([...sampled.positions].sort());
    }),
  );
});

test('balanced batches have the classes in equal shares, and none is favoured over all of them', () => {
  fc.assert(
    fc.property(someLabels, fc.integer({ min: 1, max: 20 }), fc.nat(), (labels, batchSize, seed) => {
      const sampled = balancedBatches(labels, classCount, batchSize, new SeededRandom(seed));
      expect(sampled.positions).toHaveLength(labels.length);
      const spread = (positions: Int32Array): number => {
        const counts = countClasses(labelsOf(positions, labels), classCount).filter((_, label) => labels.includes(label));
        return Math.max(...counts) - Math.min(...counts);
      };
      for (let start = 0; start < labels.length; start += batchSize)
        expect(spread(sampled.positions.slice(start, start + batchSize))).toBeLessThanOrEqual(1);
      expect(spread(sampled.positions)).toBeLessThanOrEqual(1);
      expectTrueRepeats(sampled);
      const repetitions = countClasses(sampled.positions, labels.length);
      for (const label of new Set(labels)) {
        const ofClass = repetitions.filter((_, position) => labels[position] === label);
        expect(Math.max(...ofClass) - Math.min(...ofClass)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('of a frequent class balanced batches show another part each time', () => {
  const labels = Array.from({ length: 100 }, (_, index) => (index < 90 ? 0 : 1));
  const shownOf = (seed: number): Set<number> =>
    new Set([...balancedBatches(labels, 2, 10, new SeededRandom(seed)).positions].filter((position) => position < 90));
  expect(shownOf(1).size).toBe(50);
  expect(new Set([...shownOf(1), ...shownOf(2), ...shownOf(3), ...shownOf(4)]).size).toBeGreaterThan(75);
});
