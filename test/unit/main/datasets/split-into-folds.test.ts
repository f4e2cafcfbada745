import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Part } from '../../../../common/domain/dataset.ts';
import { findLeaks } from '../../../../main/datasets/find-leaks.ts';
import { splitIntoFolds } from '../../../../main/datasets/split-into-folds.ts';

const item = fc.record({ group: fc.integer({ min: 0, max: 25 }).map(String), label: fc.constantFrom('mel', 'nv', 'bkl') });

it('validates every photograph once outside one test part, and lets no group into two parts of a fold', () => {
  fc.assert(
    fc.property(fc.array(item, { minLength: 10, maxLength: 90 }), fc.integer({ min: 2, max: 6 }), (drawn, folds) => {
      const items = drawn.map((one, id) => ({ ...one, id }));
      const splits = splitIntoFolds(items, { seed: 2, folds, testShare: 0.2 });
      expect(splits).toHaveLength(folds);
      for (const { id } of items) {
        const parts = splits.map((split) => split.get(id));
        const validated = parts.filter((part) => part === 'validation').length;
        expect(parts.includes('test') ? [validated, new Set(parts).size] : validated).toEqual(parts.includes('test') ? [0, 1] : 1);
      }
      for (const split of splits) {
        expect(findLeaks(items.map(({ id, group }) => ({ group, part: split.get(id) as Part })))).toEqual([]);
      }
    }),
  );
});

it('gives each fold its share of every diagnosis, whatever the order of the items', () => {
  const items = Array.from({ length: 500 }, (_, id) => ({ id, group: `g${Math.floor(id / 2)}`, label: id < 400 ? 'nv' : 'mel' }));
  const splits = splitIntoFolds(items, { seed: 1, folds: 5, testShare: 0.2 });
  for (const split of splits) {
    const validated = items.filter(({ id }) => split.get(id) === 'validation');
    expect(Math.abs(validated.filter(({ label }) => label === 'nv').length - 64)).toBeLessThanOrEqual(2);
    expect(Math.abs(validated.filter(({ label }) => label === 'mel').length - 16)).toBeLessThanOrEqual(2);
  }
  expect(splitIntoFolds(items.toReversed(), { seed: 1, folds: 5, testShare: 0.2 })).toEqual(
    splits.map((split) => new Map([...split].toReversed())),
  );
});
