import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeededRandom } from '../../../../../common/domain/random.ts';
import { drawBeta } from '../../../../../engine/data/augmentation/draw-beta.ts';
import { drawMix, mixFeatures, mixPixels } from '../../../../../engine/data/augmentation/mix.ts';
import { noAugmentation } from '../../../../../engine/data/augmentation/photograph-change.ts';

const edge = 8;
const length = edge * edge * 3;

/** Photographs of one grey each, so that what is left of each can be read off. */
function greys(...values: number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => new Array<number>(length).fill(value)));
}

test('with mixup each photograph keeps exactly the share that its label keeps', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0.01, max: 4, noNaN: true }), (seed, mixup) => {
      const mixes = [0, 1, 2].map((index) => drawMix({ ...noAugmentation, mixup }, edge, new SeededRandom(seed, index)));
      const pixels = greys(255, 0, 255);
      mixPixels(pixels, edge, mixes);
      const share = (index: number): number => mixes[index]!.share;
      const expected = [255 * share(0), 255 * (1 - share(1)), 255];
      expected.forEach((value, index) => {
        const row = pixels.subarray(index * length, (index + 1) * length);
        expect(new Set(row).size).toBe(1);
        expect(Math.abs(row[0]! - value)).toBeLessThanOrEqual(0.51);
        expect(Math.fround(share(index))).toBe(share(index));
      });
    }),
  );
});

test('with cutmix the share is that of the pixels which are left, to the pixel', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0.05, max: 4, noNaN: true }), (seed, cutmix) => {
      const mixes = [0, 1, 2].map((index) => drawMix({ ...noAugmentation, cutmix }, edge, new SeededRandom(seed, index)));
      const pixels = greys(10, 20, 30);
      mixPixels(pixels, edge, mixes);
      mixes.forEach((mix, index) => {
        const row = pixels.subarray(index * length, (index + 1) * length);
        const own = row.filter((value) => value === 10 * (index + 1)).length;
        const partner = row.filter((value) => value === 10 * (((index + 1) % 3) + 1)).length;
        expect(own / length).toBe(mix!.share);
        expect(own + partner).toBe(length);
      });
    }),
  );
});

test('features are mixed in the same shares, and never by places', () => {
  const both = { ...noAugmentation, mixup: 1, cutmix: 1 };
  const mixes = [0, 1].map((index) => drawMix(both, null, new SeededRandom(3, index)));
  expect(mixes.every((mix) => mix?.box === null)).toBe(true);
  const features = Float32Array.of(1, 0, 0, 1);
  mixFeatures(features, mixes);
  const [first, second] = mixes.map((mix) => mix!.share) as [number, number];
  expect([...features]).toEqual([first, 1 - first, 1 - second, second]);
  expect(drawMix({ ...noAugmentation, cutmix: 1 }, null, new SeededRandom(1))).toBeNull();
});

test('photographs are left alone where nothing is on, or for which nothing was drawn', () => {
  expect(drawMix(noAugmentation, edge, new SeededRandom(1))).toBeNull();
  const pixels = greys(1, 2);
  mixPixels(pixels, edge, [null, { share: 0, box: null }]);
  expect(pixels).toEqual(greys(1, 1));
});

test.for([0.2, 1, 3])('shares from Beta(%f) have its mean and variance', (alpha) => {
  const random = new SeededRandom(1, 'beta');
  const draws = Array.from({ length: 20_000 }, () => drawBeta(alpha, random));
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
  expect(mean).toBeCloseTo(0.5, 1);
  expect(Math.abs(variance / (1 / (4 * (2 * alpha + 1))) - 1)).toBeLessThan(0.05);
});
