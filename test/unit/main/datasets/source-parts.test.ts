import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Part } from '../../../../common/domain/dataset.ts';
import { findLeaks } from '../../../../main/datasets/find-leaks.ts';
import { splitBySource } from '../../../../main/datasets/source-parts.ts';

const parts: readonly (Part | null)[] = ['train', 'validation', 'test', null];

it('keeps the publisher’s test part whole and lets no group into two parts that it did not put there', () => {
  const item = fc.record({
    group: fc.integer({ min: 0, max: 12 }).map(String),
    label: fc.constantFrom('mel', 'nv'),
    sourcePart: fc.constantFrom(...parts),
  });
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 60 }), fc.boolean(), (drawn, hasValidation) => {
      const items = drawn.map((one, id) => ({
        ...one,
        id,
        sourcePart: one.sourcePart === 'validation' && !hasValidation ? ('train' as const) : one.sourcePart,
      }));
      const split = splitBySource(items, { seed: 3, validationShare: 0.2 });
      for (const { id, sourcePart } of items) {
        expect(split.get(id) === 'test').toBe(sourcePart === 'test');
        if (sourcePart === null) expect(split.has(id)).toBe(false);
      }
      expect(findLeaks(items.flatMap(({ id, group }) => (split.has(id) ? [{ group, part: split.get(id) as Part }] : [])))).toEqual([]);
    }),
  );
});
