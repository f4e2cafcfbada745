import { describe, expect, it } from 'vitest';
import { changePhotograph } from '../../../../engine/data/augmentation/change-photograph.ts';
import { unchanged } from '../../../../engine/data/augmentation/photograph-change.ts';
import { testViews } from '../../../../engine/inference/views.ts';

const edge = 16;
/** No two of its sides are alike. */
const photograph = Uint8Array.from({ length: edge * edge * 3 }, (_, index) => (index * 37 + (index >> 3)) % 256);

function look(count: number): Uint8Array[] {
  return testViews(count).map((view) => {
    const seen = new Uint8Array(photograph.length);
    changePhotograph(photograph, edge, view, seen, 0);
    return seen;
  });
}

describe('test-time augmentation', () => {
  it('begins with the photograph as it was taken, then its quarter turns', () => {
    expect(testViews(1)).toEqual([unchanged]);
    expect(testViews(4).map(({ orientation }) => orientation)).toEqual([0, 5, 3, 6]);
  });

  it('never looks twice in the same way', () => {
    expect(new Set(look(36).map((seen) => Buffer.from(seen).toString('base64'))).size).toBe(36);
  });

  it('shows every pixel in each of the first eight views', () => {
    const sums = look(8).map((seen) => seen.reduce((total, value) => total + value, 0));
    expect(new Set(sums).size).toBe(1);
  });
});
