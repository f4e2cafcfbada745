import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PhotographOrigin } from '../../../../main/database/repositories/photograph-repository.ts';
import { linkedGroups } from '../../../../main/services/linked-groups.ts';

function photograph(id: number, lesionId: string | null, contentHash: string): PhotographOrigin {
  return { id, imageId: `ISIC_${id}`, lesionId, contentHash, diagnosis: 'nv', sourcePart: null };
}

test('lesions stay together, photographs without one stay alone', () => {
  const groups = linkedGroups([
    photograph(1, 'A', 'x'),
    photograph(2, 'A', 'y'),
    photograph(3, 'B', 'z'),
    photograph(4, null, 'v'),
    photograph(5, null, 'w'),
  ]);
  expect(groups.get(1)).toBe(groups.get(2));
  expect(new Set(groups.values()).size).toBe(4);
});

test('a lesion and an image of the same name are not mistaken for each other', () => {
  const groups = linkedGroups([photograph(1, 'ISIC_2', 'x'), photograph(2, null, 'y')]);
  expect(groups.get(1)).not.toBe(groups.get(2));
});

test('the same bytes under two lesions join both lesions, over any number of steps', () => {
  const groups = linkedGroups([
    photograph(1, 'A', 'x'),
    photograph(2, 'B', 'x'),
    photograph(3, 'B', 'y'),
    photograph(4, 'C', 'y'),
    photograph(5, 'D', 'z'),
  ]);
  expect(new Set([1, 2, 3, 4].map((id) => groups.get(id))).size).toBe(1);
  expect(groups.get(5)).not.toBe(groups.get(1));
});

test('are the connected components of lesions and contents', () => {
  const photographs = fc.array(fc.record({ lesion: fc.option(fc.nat(12), { nil: null }), content: fc.nat(12) }), { maxLength: 40 });
  fc.assert(
    fc.property(photographs, (drawn) => {
      const all = drawn.map(({ lesion, content }, index) => photograph(index + 1, lesion === null ? null : `L${lesion}`, `c${content}`));
      const groups = linkedGroups(all);
      // Plain spreading of labels until nothing changes.
      const label = all.map((_, index) => index);
      const areLinked = (a: PhotographOrigin, b: PhotographOrigin): boolean =>
        a.contentHash === b.contentHash || (a.lesionId !== null && a.lesionId === b.lesionId);
      for (let hasChanged = true; hasChanged;) {
        hasChanged = false;
        for (const [i, a] of all.entries()) {
          for (const [j, b] of all.entries()) {
            if (!areLinked(a, b) || label[i] === label[j]) continue;
            label[i] = label[j] = Math.min(label[i]!, label[j]!);
            hasChanged = true;
          }
        }
      }
      for (const [i, a] of all.entries()) {
        for (const [j, b] of all.entries()) expect(groups.get(a.id) === groups.get(b.id)).toBe(label[i] === label[j]);
      }
    }),
    { numRuns: 60 },
  );
});
