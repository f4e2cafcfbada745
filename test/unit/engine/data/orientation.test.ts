import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allowedOrientations, copyOriented } from '../../../../engine/data/orientation.ts';

/** Numbers each pixel by its place; its three bytes differ. */
function numbered(edge: number): Uint8Array {
  return Uint8Array.from({ length: edge * edge * 3 }, (_, index) => index);
}

function lay(source: Uint8Array, edge: number, orientation: number): Uint8Array {
  const target = new Uint8Array(source.length + 3);
  copyOriented(source, edge, orientation, target, 3);
  return target.subarray(3);
}

/** First bytes of the pixels, row by row. */
function picture(bytes: Uint8Array, edge: number): number[][] {
  return Array.from({ length: edge }, (_, row) => Array.from({ length: edge }, (_, column) => bytes[3 * (row * edge + column)]! / 3));
}

test('the orientations are the mirrorings and quarter turns that they say they are', () => {
  const source = numbered(3);
  expect(picture(lay(source, 3, 0), 3)).toEqual([[0, 1, 2], [3, 4, 5], [6, 7, 8]]); // prettier-ignore
  expect(picture(lay(source, 3, 1), 3)).toEqual([[2, 1, 0], [5, 4, 3], [8, 7, 6]]); // prettier-ignore
  expect(picture(lay(source, 3, 2), 3)).toEqual([[6, 7, 8], [3, 4, 5], [0, 1, 2]]); // prettier-ignore
  expect(picture(lay(source, 3, 3), 3)).toEqual([[8, 7, 6], [5, 4, 3], [2, 1, 0]]); // prettier-ignore
  expect(picture(lay(source, 3, 5), 3)).toEqual([[6, 3, 0], [7, 4, 1], [8, 5, 2]]); // prettier-ignore
  expect(picture(lay(source, 3, 6), 3)).toEqual([[2, 5, 8], [1, 4, 7], [0, 3, 6]]); // prettier-ignore
});

test('every orientation keeps whole pixels and none is another one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9 }), (edge) => {
      const source = numbered(edge);
      const all = [0, 1, 2, 3, 4, 5, 6, 7].map((orientation) => lay(source, edge, orientation));
      expect(new Set(all.map(String)).size).toBe(8);
      for (const bytes of all) {
        const pixels = Array.from({ length: edge * edge }, (_, index) => String(bytes.subarray(3 * index, 3 * index + 3)));
        const original = Array.from({ length: edge * edge }, (_, index) => String(source.subarray(3 * index, 3 * index + 3)));
        expect(pixels.sort()).toEqual(original.sort());
      }
    }),
  );
});

test('flips and rotations allow four orientations each, together all eight', () => {
  const sizes = [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ].map(([flips, rotations]) => allowedOrientations({ flips: flips!, rotations: rotations! }).length);
  expect(sizes).toEqual([8, 4, 4, 1]);
  expect(allowedOrientations({ flips: false, rotations: true })).toEqual([0, 5, 3, 6]);
});
