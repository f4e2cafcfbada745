import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Augmentation } from '../../../../../common/domain/training-config.ts';
import { SeededRandom } from '../../../../../common/domain/random.ts';
import { changePhotograph } from '../../../../../engine/data/augmentation/change-photograph.ts';
import {
  changesBeyondOrientation,
  changesPhotographs,
  drawChange,
  noAugmentation,
  onlyOrientation,
  unchanged,
} from '../../../../../engine/data/augmentation/photograph-change.ts';
import type { PhotographChange } from '../../../../../engine/data/augmentation/photograph-change.ts';
import { affineOf, resample } from '../../../../../engine/data/augmentation/resample.ts';
import { copyOriented } from '../../../../../engine/data/orientation.ts';

function noise(edge: number, seed = 1): Uint8Array {
  const random = new SeededRandom(seed, 'noise');
  return Uint8Array.from({ length: edge * edge * 3 }, () => random.nextBelow(256));
}

/** Soft hills of colour: what survives being resampled. */
function hills(edge: number): Uint8Array {
  return Uint8Array.from({ length: edge * edge * 3 }, (_, index) => {
    const [pixel, channel] = [Math.floor(index / 3), index % 3];
    const [x, y] = [(pixel % edge) / edge, Math.floor(pixel / edge) / edge];
    return Math.round(127 + 60 * Math.sin(5 * x + channel) + 60 * Math.cos(4 * y - channel));
  });
}

function change(source: Uint8Array, edge: number, changes: Partial<PhotographChange>): Uint8Array {
  const target = new Uint8Array(source.length + 6).fill(77);
  changePhotograph(source, edge, { ...unchanged, ...changes }, target, 3);
  expect([...target.subarray(0, 3), ...target.subarray(-3)]).toEqual([77, 77, 77, 77, 77, 77]);
  return target.slice(3, -3);
}

/** Mean difference over the inner pixels, where no border is mirrored. */
function innerDifference(one: Uint8Array, other: Uint8Array, edge: number): number {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < edge; row++) {
    for (let column = 0; column < edge; column++) {
      if (Math.hypot(row - edge / 2, column - edge / 2) > edge * 0.35) continue;
      for (let channel = 0; channel < 3; channel++, count++) {
        const at = 3 * (row * edge + column) + channel;
        sum += Math.abs(one[at]! - other[at]!);
      }
    }
  }
  return sum / count;
}

const strengths = Augmentation.parse({
  rotationDegrees: 180,
  shift: 0.2,
  zoom: 0.3,
  shear: 20,
  brightness: 0.3,
  contrast: 0.3,
  saturation: 0.5,
  hue: 0.1,
  cutout: 0.3,
});

test('nothing is changed by strengths of 0, not even a bit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20 }), fc.nat(), (edge, seed) => {
      const source = noise(edge, seed);
      const drawn = drawChange(noAugmentation, new SeededRandom(seed));
      expect(change(source, edge, drawn)).toEqual(source);
      const target = new Uint8Array(source.length);
      resample(source, edge, affineOf(unchanged, edge), target, 0);
      expect(target).toEqual(source);
    }),
    { numRuns: 30 },
  );
});

test('resampling lays a photograph in each orientation exactly as copying does', () => {
  const edge = 7;
  const source = noise(edge);
  for (let orientation = 0; orientation < 8; orientation++) {
    const copied = new Uint8Array(source.length);
    copyOriented(source, edge, orientation, copied, 0);
    const resampled = new Uint8Array(source.length);
    resample(source, edge, affineOf({ ...unchanged, orientation }, edge), resampled, 0);
    expect(resampled).toEqual(copied);
  }
});

test('a quarter turn by its angle is one of the orientations', () => {
  const source = noise(9);
  expect(change(source, 9, { angle: Math.PI / 2 })).toEqual(change(source, 9, { orientation: 6 }));
});

test('turning and moving forth and back gives the photograph again, but for what resampling blurs', () => {
  const edge = 48;
  const source = hills(edge);
  for (const angle of [0.3, 1, 2.5]) {
    expect(innerDifference(change(change(source, edge, { angle }), edge, { angle: -angle }), source, edge)).toBeLessThan(1.5);
    expect(innerDifference(change(source, edge, { angle }), source, edge)).toBeGreaterThan(5);
  }
  const moved = change(source, edge, { shiftX: 0.125, shiftY: -0.0625 });
  expect(moved[3 * (20 * edge + 20)]).toBe(source[3 * (23 * edge + 14)]);
  expect(change(moved, edge, { shiftX: -0.125, shiftY: 0.0625 }).slice(3 * 24 * edge, 3 * 24 * edge + 90)).toEqual(
    source.slice(3 * 24 * edge, 3 * 24 * edge + 90),
  );
  expect(innerDifference(change(change(source, edge, { scale: 1.3 }), edge, { scale: 1 / 1.3 }), source, edge)).toBeLessThan(1.5);
});

test('beyond its border a photograph goes on as its mirror image', () => {
  const edge = 8;
  const source = noise(edge);
  const moved = change(source, edge, { shiftX: 0.375 });
  const row = (bytes: Uint8Array, column: number): number[] => [...bytes.subarray(3 * column, 3 * column + 3)];
  expect([0, 1, 2, 3].map((column) => row(moved, column))).toEqual([2, 1, 0, 0].map((column) => row(source, column)));
});

test('colours change as their formulas say', () => {
  const source = Uint8Array.of(100, 50, 200, 10, 20, 30, 250, 240, 0, 90, 90, 90);
  expect([...change(source, 2, { brightness: 1.2 })]).toEqual([120, 60, 240, 12, 24, 36, 255, 255, 0, 108, 108, 108]);
  expect([...change(source, 2, { saturation: 0 })].slice(0, 3)).toEqual([82, 82, 82]);
  const luma = (at: number): number => 0.299 * source[at]! + 0.587 * source[at + 1]! + 0.114 * source[at + 2]!;
  const mean = (luma(0) + luma(3) + luma(6) + luma(9)) / 4;
  expect([...change(source, 2, { contrast: 0.5 })]).toEqual([...source].map((value) => Math.round(0.5 * value + 0.5 * mean)));
  const turned = change(source, 2, { hue: 0.5 });
  expect([...turned.subarray(9)]).toEqual([90, 90, 90]);
  const lumaOf = ([red, green, blue]: number[]): number => 0.299 * red! + 0.587 * green! + 0.114 * blue!;
  expect(Math.abs(lumaOf([...turned.subarray(3, 6)]) - luma(3))).toBeLessThan(1);
  expect([...change(source, 2, { hue: 2 * Math.PI })]).toEqual([...source]);
});

test('a cutout blanks a square of its size, less where it reaches over the border', () => {
  const edge = 20;
  const blank = (centreX: number, centreY: number): number => {
    const result = change(new Uint8Array(edge * edge * 3).fill(9), edge, { cutout: { centreX, centreY, edge: 0.4 } });
    expect(new Set(result)).toEqual(new Set([9, 128]));
    return result.filter((value) => value === 128).length / 3;
  };
  expect(blank(0.5, 0.5)).toBe(64);
  expect(blank(0, 0.5)).toBe(32);
  expect(blank(0, 0)).toBe(16);
});

test('what is drawn stays within the options and depends on nothing but the seed; one option does not move another', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 1000 }), (seed, place) => {
      const draw = (options: Augmentation): PhotographChange => drawChange(options, new SeededRandom(seed, 'augment', 1, place));
      const drawn = draw(strengths);
      expect(draw(strengths)).toEqual(drawn);
      expect(Math.abs(drawn.angle)).toBeLessThanOrEqual(Math.PI);
      expect(Math.max(Math.abs(drawn.shiftX), Math.abs(drawn.shiftY))).toBeLessThanOrEqual(0.2);
      expect(Math.max(drawn.scale, 1 / drawn.scale)).toBeLessThanOrEqual(1.3);
      expect(Math.abs(drawn.shear)).toBeLessThanOrEqual(Math.tan(Math.PI / 9));
      for (const factor of [drawn.brightness, drawn.contrast]) expect(Math.abs(factor - 1)).toBeLessThanOrEqual(0.3);
      expect(Math.abs(drawn.saturation - 1)).toBeLessThanOrEqual(0.5);
      expect(Math.abs(drawn.hue)).toBeLessThanOrEqual(0.2 * Math.PI);
      const { brightness, cutout, ...others } = draw({ ...strengths, brightness: 0, cutout: 0 });
      expect({ ...others, brightness: drawn.brightness, cutout: drawn.cutout }).toEqual(drawn);
      expect([brightness, cutout]).toEqual([1, null]);
    }),
    { numRuns: 50 },
  );
});

test('whether anything is changed at all is known beforehand', () => {
  expect(changesPhotographs(noAugmentation)).toBe(false);
  expect(changesPhotographs({ ...noAugmentation, mixup: 0.4, cutmix: 1 })).toBe(false);
  expect(changesPhotographs(Augmentation.parse({}))).toBe(true);
  expect(changesBeyondOrientation(Augmentation.parse({}))).toBe(false);
  expect(changesBeyondOrientation(strengths)).toBe(true);
  expect(onlyOrientation(strengths)).toEqual(Augmentation.parse({}));
});
