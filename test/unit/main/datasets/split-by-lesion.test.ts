import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part } from '../../../../common/domain/dataset.ts';
import { findLeaks } from '../../../../main/datasets/find-leaks.ts';
import { splitByLesion } from '../../../../main/datasets/split-by-lesion.ts';
import type { SplitItem } from '../../../../main/datasets/split-by-lesion.ts';

const largestGroup = 6;

/** Datasets as they come: few or many lesions of a diagnosis, one to six photographs each, ids in any order. */
const datasets = fc
  .array(fc.record({ label: fc.constantFrom('mel', 'nv', 'bkl', 'df'), size: fc.integer({ min: 1, max: largestGroup }) }), {
    minLength: 1,
    maxLength: 120,
  })
  .map((groups) => groups.flatMap(({ label, size }, group) => Array.from({ length: size }, () => ({ group: `L${group}`, label }))))
  .map((items) => items.map((item, id): SplitItem => ({ id, ...item })));
const options = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  validationShare: fc.double({ min: 0.02, max: 0.45, noNaN: true }),
  testShare: fc.double({ min: 0.02, max: 0.45, noNaN: true }),
});

function count(items: readonly SplitItem[], parts: Map<number, Part>, part: Part, label?: string): number {
  return items.filter((item) => parts.get(item.id) === part && (label === undefined || item.label === label)).length;
}

describe('splitByLesion', () => {
  it('gives every photograph one part, and every lesion too', () => {
    fc.assert(
      fc.property(datasets, options, (items, split) => {
        const parts = splitByLesion(items, split);
        expect([...parts.keys()].sort((a, b) => a - b)).toEqual(items.map((item) => item.id));
        expect(findLeaks(items.map((item) => ({ group: item.group, part: parts.get(item.id)! })))).toEqual([]);
      }),
    );
  });

  it('does not depend on the order of the photographs', () => {
    fc.assert(
      fc.property(
        datasets.chain((items) => fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length }))),
        options,
        ([items, shuffled], split) => {
          expect(new Map([...splitByLesion(shuffled, split)].sort())).toEqual(new Map([...splitByLesion(items, split)].sort()));
        },
      ),
    );
  });

  it('gives each part its share of every diagnosis, to within lesions', () => {
    fc.assert(
      fc.property(datasets, options, (items, split) => {
        const parts = splitByLesion(items, split);
        for (const label of new Set(items.map((item) => item.label))) {
          const ofLabel = items.filter((item) => item.label === label);
          if (new Set(ofLabel.map((item) => item.group)).size < 12) continue;
          // One lesion of rounding, and one that the diagnosis before left to make up for.
          for (const [part, share] of [
            ['test', split.testShare],
            ['validation', split.validationShare],
          ] as const) {
            expect(Math.abs(count(ofLabel, parts, part) - share * ofLabel.length)).toBeLessThanOrEqual(2 * largestGroup);
          }
        }
      }),
    );
  });

  it('puts a diagnosis with three lesions or more into every part, one with two into training and test, one with one into training', () => {
    fc.assert(
      fc.property(datasets, options, (items, split) => {
        const parts = splitByLesion(items, split);
        for (const label of new Set(items.map((item) => item.label))) {
          const ofLabel = items.filter((item) => item.label === label);
          const groupCount = new Set(ofLabel.map((item) => item.group)).size;
          const present = (['train', 'validation', 'test'] as const).filter((part) => count(ofLabel, parts, part) > 0);
          expect(present).toEqual(groupCount >= 3 ? ['train', 'validation', 'test'] : groupCount === 2 ? ['train', 'test'] : ['train']);
        }
      }),
    );
  });

  it('comes close to the wish over all diagnoses', () => {
    const items = Array.from({ length: 3000 }, (_, id): SplitItem => ({
      id,
      group: `L${Math.floor(id / 1.7)}`,
      label: `label ${Math.floor(id / 1.7) ** 2 % 7}`,
    }));
    const parts = splitByLesion(items, { seed: 1, validationShare: 0.15, testShare: 0.2 });
    expect(count(items, parts, 'test')).toBeGreaterThanOrEqual(598);
    expect(count(items, parts, 'test')).toBeLessThanOrEqual(602);
    expect(count(items, parts, 'validation')).toBeGreaterThanOrEqual(448);
    expect(count(items, parts, 'validation')).toBeLessThanOrEqual(452);
  });

  it('differs with the seed and repeats with it', () => {
    const items = Array.from({ length: 200 }, (_, id): SplitItem => ({ id, group: `L${id}`, label: 'nv' }));
    const split = { validationShare: 0.2, testShare: 0.2 };
    expect(splitByLesion(items, { seed: 1, ...split })).toEqual(splitByLesion(items, { seed: 1, ...split }));
    expect(splitByLesion(items, { seed: 1, ...split })).not.toEqual(splitByLesion(items, { seed: 2, ...split }));
  });

  it('keeps a lesion with two diagnoses together', () => {
    const items = Array.from({ length: 60 }, (_, id): SplitItem => ({
      id,
      group: `L${Math.floor(id / 3)}`,
      label: id % 3 === 0 ? 'mel' : 'nv',
    }));
    const parts = splitByLesion(items, { seed: 3, validationShare: 0.2, testShare: 0.2 });
    expect(findLeaks(items.map((item) => ({ group: item.group, part: parts.get(item.id)! })))).toEqual([]);
  });

  it('splits nothing into nothing', () => {
    expect(splitByLesion([], { seed: 1, validationShare: 0.2, testShare: 0.2 })).toEqual(new Map());
  });
});

describe('findLeaks', () => {
  it('names the lesions that are in several parts, and which', () => {
    expect(
      findLeaks([
        { group: 'B', part: 'test' },
        { group: 'A', part: 'train' },
        { group: 'B', part: 'train' },
        { group: 'C', part: 'validation' },
        { group: 'C', part: 'validation' },
        { group: 'A', part: 'validation' },
        { group: 'A', part: 'test' },
      ]),
    ).toEqual([
      { group: 'A', parts: ['train', 'validation', 'test'] },
      { group: 'B', parts: ['train', 'test'] },
    ]);
  });
});
