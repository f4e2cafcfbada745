import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countClasses } from '../../../../engine/data/class-balance.ts';
import { planEpoch, planInOrder } from '../../../../engine/data/epoch-plan.ts';

const base = { labels: Array.from({ length: 100 }, (_, index) => index % 7), classCount: 7, imbalance: 'none', batchSize: 14 } as const;

test('an epoch shows every photograph once, in an order that its seed and number decide', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 500 }), (seed, epoch) => {
      const plan = planEpoch({ ...base, seed, epoch });
      expect([...plan.positions].sort((a, b) => a - b)).toEqual([...planInOrder(100).positions]);
      expect(plan.isAugmented.every((flag) => flag === 1)).toBe(true);
      expect(planEpoch({ ...base, seed, epoch })).toEqual(plan);
      expect(planEpoch({ ...base, seed, epoch: epoch + 1 }).positions).not.toEqual(plan.positions);
    }),
    { numRuns: 20 },
  );
});

const rare = [...new Array<number>(20).fill(0), 1, 1, 1];

test('of rare classes only the repeats are augmented in full', () => {
  const plan = planEpoch({ ...base, labels: rare, classCount: 2, imbalance: 'augment-rare', seed: 1, epoch: 1 });
  expect(countClasses([...plan.positions].map((position) => rare[position]!), 2)).toEqual([20, 20]); // prettier-ignore
  const augmented = [...plan.positions].filter((_, index) => plan.isAugmented[index] === 1);
  expect(augmented).toHaveLength(17);
  expect(augmented.every((position) => rare[position] === 1)).toBe(true);
});

test('balanced batches stay whole in the plan', () => {
  const plan = planEpoch({ ...base, labels: rare, classCount: 2, batchSize: 4, imbalance: 'balanced-batches', seed: 1, epoch: 1 });
  for (let start = 0; start < 20; start += 4)
    expect(countClasses([...plan.positions.slice(start, start + 4)].map((position) => rare[position]!), 2)).toEqual([2, 2]); // prettier-ignore
});
