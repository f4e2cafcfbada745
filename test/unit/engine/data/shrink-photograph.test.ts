import { expect, test } from 'vitest';
import { SeededRandom } from '../../../../common/domain/random.ts';
import { shrinkPhotograph } from '../../../../engine/data/shrink-photograph.ts';

const random = new SeededRandom(7, 'shrink');

function shrunk(source: Uint8Array, edge: number, smallEdge: number): Uint8Array {
  const target = new Uint8Array(smallEdge * smallEdge * 3);
  shrinkPhotograph(source, edge, smallEdge, target);
  return target;
}

/** Each pixel of the result as the mean over the part of every source pixel that lies in its area, in real numbers. */
function meanOfAreas(source: Uint8Array, edge: number, smallEdge: number): number[] {
  const ratio = edge / smallEdge;
  const overlap = (index: number, small: number): number =>
    Math.max(0, Math.min(index + 1, (small + 1) * ratio) - Math.max(index, small * ratio));
  return Array.from({ length: smallEdge * smallEdge * 3 }, (_, place) => {
    const [row, column, channel] = [Math.floor(place / 3 / smallEdge), Math.floor(place / 3) % smallEdge, place % 3];
    let sum = 0;
    for (let y = 0; y < edge; y++)
      for (let x = 0; x < edge; x++) sum += overlap(y, row) * overlap(x, column) * source[3 * (y * edge + x) + channel]!;
    return sum / ratio ** 2;
  });
}

test.each([
  [14, 8],
  [9, 9],
  [10, 5],
  [13, 12],
  [11, 1],
])('a photograph of %i pixels becomes the means of areas at %i', (edge, smallEdge) => {
  const source = Uint8Array.from({ length: edge * edge * 3 }, () => random.nextBelow(256));
  const expected = meanOfAreas(source, edge, smallEdge);
  shrunk(source, edge, smallEdge).forEach((value, place) => {
    expect(Math.abs(value - expected[place]!)).toBeLessThanOrEqual(0.5 + 1e-9);
  });
});

test('stripes as fine as pixels become grey and not other stripes', () => {
  const edge = 224;
  const stripes = Uint8Array.from({ length: edge * edge * 3 }, (_, place) => (Math.floor(place / 3) % 2 === 0 ? 255 : 0));
  const small = shrunk(stripes, edge, 128);
  const deviation = Math.sqrt(small.reduce((sum, value) => sum + (value - 127.5) ** 2, 0) / small.length);
  // Samples of single pixels would leave all 127.5 of it.
  expect(deviation).toBeLessThan(40);
  expect(small.reduce((sum, value) => sum + value, 0) / small.length).toBeCloseTo(127.5, 0);
});

test('white stays white at the largest size, from an offset on', () => {
  const target = new Uint8Array(2 + 32 * 32 * 3).fill(1);
  shrinkPhotograph(new Uint8Array(512 * 512 * 3).fill(255), 512, 32, target, 2);
  expect([...target.subarray(0, 2)]).toEqual([1, 1]);
  expect(target.subarray(2).every((value) => value === 255)).toBe(true);
});
