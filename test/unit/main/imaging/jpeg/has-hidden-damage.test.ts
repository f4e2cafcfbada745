import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { JpegOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../../../common/domain/random.ts';
import { hasHiddenDamage } from '../../../../../main/imaging/jpeg/has-hidden-damage.ts';
import { requireSharedData } from '../../../../helpers/shared-data.ts';

/** Something with as much detail as skin has. */
async function textured(seed: number, width: number, height: number, options: JpegOptions = {}): Promise<Buffer> {
  const random = new SeededRandom(seed, 'texture');
  const [across, down] = [Math.ceil(width / 4), Math.ceil(height / 4)];
  const coarse = Buffer.from(Array.from({ length: across * down * 3 }, () => 90 + random.nextBelow(90)));
  return sharp(coarse, { raw: { width: across, height: down, channels: 3 } })
    .resize(width, height, { fit: 'fill' })
    .jpeg(options)
    .toBuffer();
}

describe('a sound JPEG', () => {
  it.each<JpegOptions>([
    {},
    { quality: 100, chromaSubsampling: '4:4:4' },
    { quality: 5 },
    { optimiseCoding: false },
    { mozjpeg: true },
    { progressive: true },
    { trellisQuantisation: true, overshootDeringing: true, quantisationTable: 3 },
  ])('is taken for sound: %j', async (options) => {
    for (const [width, height] of [
      [1, 1],
      [7, 100],
      [224, 224],
      [601, 449],
    ] as const)
      expect(await hasHiddenDamage(await textured(width, width, height, options))).toBe(false);
  });

  it('may be grey, black, CMYK, or half black where zeros stand for nothing', async () => {
    const image = sharp(await textured(1, 300, 200));
    expect(await hasHiddenDamage(await image.clone().greyscale().jpeg().toBuffer())).toBe(false);
    expect(await hasHiddenDamage(await image.clone().toColourspace('cmyk').jpeg().toBuffer())).toBe(false);
    const bordered = image.clone().extend({ left: 2000, right: 2000, background: 'black' });
    for (const optimiseCoding of [true, false]) {
      expect(await hasHiddenDamage(await bordered.clone().jpeg({ optimiseCoding }).toBuffer())).toBe(false);
    }
  });

  it('is not taken for damaged among real photographs', { timeout: 120_000 }, async (context) => {
    const folders = [
      'ham10000-224/images',
      'ham10000-200x150/HAM10000_images_part_1',
      'ham10000-600x450/images',
      'nine-class/Train/melanoma',
    ];
    for (const folder of folders.map((parts) => requireSharedData(context, parts))) {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));
      for (const [index, name] of names.entries()) {
        if (index % Math.ceil(names.length / 100) !== 0) continue;
        expect([name, await hasHiddenDamage(await readFile(join(folder, name)))]).toEqual([name, false]);
      }
    }
  });
});

describe('a JPEG whose middle', () => {
  const middles: Record<string, (bytes: Buffer, at: number, random: SeededRandom) => Buffer> = {
    'is text': (bytes, at, random) => replace(bytes, at, () => 32 + random.nextBelow(90)),
    'is noise': (bytes, at, random) => replace(bytes, at, () => random.nextBelow(256)),
    'is zeros': (bytes, at) => replace(bytes, at, () => 0),
    'is ones': (bytes, at) => replace(bytes, at, () => 0xff),
    'is lost': (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 512)]),
  };
  it.each(Object.keys(middles))('%s is damaged', async (kind) => {
    const random = new SeededRandom(1, kind);
    for (const optimiseCoding of [false, true]) {
      const sound = await textured(9, 400, 300, { quality: 90, optimiseCoding });
      for (let trial = 0; trial < 20; trial++) {
        const at = Math.floor(sound.length * (0.2 + 0.6 * random.next()));
        expect([at, await hasHiddenDamage(middles[kind]!(sound, at, random))]).toEqual([at, true]);
      }
    }
  });

  function replace(bytes: Buffer, at: number, value: () => number): Buffer {
    const changed = Buffer.from(bytes);
    for (let index = at; index < at + 512; index++) changed[index] = value();
    return changed;
  }
});

/**
 * A grey JPEG of one block above the other, three unless `rows` says otherwise, with a restart marker behind each. Codes: DC 0: no difference, 10: one of 11 bits; AC 0: nothing more, 10: fifteen zeros and one value.
 * @param data between the restart markers
 */
function handMade(data: readonly number[][], rows = 3): Buffer {
  const segment = (marker: number, ...bytes: number[]): number[] => [0xff, marker, 0, bytes.length + 2, ...bytes];
  const codes = [1, 1, ...Array.from({ length: 14 }, () => 0)];
  return Buffer.from([
    0xff,
    0xd8,
    ...segment(0xdb, 0, ...Array.from({ length: 64 }, () => 1)),
    ...segment(0xc0, 8, rows >> 5, (8 * rows) & 255, 0, 8, 1, 1, 0x11, 0),
    ...segment(0xc4, 0x00, ...codes, 0, 11),
    ...segment(0xc4, 0x10, ...codes, 0, 0xf1),
    ...segment(0xdd, 0, 1),
    ...segment(0xda, 1, 1, 0, 0, 63, 0),
    ...data.flatMap((bytes, index) => (index === 0 ? bytes : [0xff, 0xd0 + ((index - 1) & 7), ...bytes])),
    0xff,
    0xd9,
  ]);
}

describe('between restart markers', () => {
  const empty = [0b00_111111];
  it.each<[string, boolean, number[][]]>([
    ['three blocks', false, [empty, empty, empty]],
    ['as many coefficients as a block has', false, [empty, [0b0_100_100_1, 0b00_0_11111], empty]],
    ['a marker behind the last block', false, [empty, empty, empty, []]],
    ['bytes to fill up', false, [empty, [...empty, 0, 0], [...empty, 0xff, 0]]],
    ['a block too few', true, [empty, empty]],
    ['a block too many', true, [empty, empty, empty, empty]],
    ['an empty stretch', true, [empty, [], empty]],
    ['a byte too many', true, [empty, [...empty, 0x12], empty]],
    ['a code that there is not', true, [empty, [0b0_1111111], empty]],
    ['more coefficients than a block has', true, [empty, [0b0_100_100_1, 0b00_100_111], empty]],
    ['a block darker than black', true, [empty, [0b10_000000, 0b00000_0_11], empty]],
  ])('%s: damaged %s', async (_, isDamaged, data) => {
    expect(await hasHiddenDamage(handMade(data))).toBe(isDamaged);
  });

  it('one out of order is damage', async () => {
    const bytes = handMade([empty, empty, empty]);
    bytes[bytes.indexOf(Buffer.from([0xff, 0xd1])) + 1] = 0xd3;
    expect(await hasHiddenDamage(bytes)).toBe(true);
  });

  it('others have their turn, however many there are', async () => {
    let turns = 0;
    const takeTurn = (): void => {
      turns++;
      waiting = setImmediate(takeTurn);
    };
    let waiting = setImmediate(takeTurn);
    const rows = 8191;
    const each = Array.from({ length: rows }, () => empty);
    expect(await hasHiddenDamage(handMade(each, rows))).toBe(false);
    clearImmediate(waiting);
    expect(turns).toBeGreaterThan(0);
  });
});
