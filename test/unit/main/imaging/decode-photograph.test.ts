import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhotograph } from '../../../../main/imaging/decode-photograph.ts';
import { pngWithHeader } from '../../../helpers/png-header.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

/** A picture of columns, each of one colour. */
function columns(colours: readonly (readonly [number, number, number])[], columnWidth: number, height: number): Sharp {
  const width = colours.length * columnWidth;
  const pixels = Buffer.from(
    Array.from({ length: width * height }, (_, index) => colours[Math.floor((index % width) / columnWidth)]!).flat(),
  );
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

const red = [200, 0, 0] as const;
const green = [0, 200, 0] as const;
const blue = [0, 0, 200] as const;

/** Which of the test's colours a pixel is: where colours meet, sharp resampling overshoots by a few levels. */
function colourAt(pixels: Uint8Array, width: number, row: number, column: number): string {
  const near = (channel: number, value: number): boolean => Math.abs(channel - value) <= 12;
  const pixel = pixelAt(pixels, width, row, column);
  const named = Object.entries({ red, green, blue, black: [0, 0, 0] }).find(([, colour]) =>
    pixel.every((channel, index) => near(channel, colour[index]!)),
  );
  return named?.[0] ?? pixel.join(' ');
}

function pixelAt(pixels: Uint8Array, width: number, row: number, column: number): number[] {
  return [...pixels.subarray((row * width + column) * 3, (row * width + column) * 3 + 3)];
}

describe('decodePhotograph', () => {
  it('gives height x width x 3 bytes, RGB, row by row', async () => {
    const png = await columns([red, blue], 10, 20).png().toBuffer();
    const pixels = await decodePhotograph(png, { height: 5, width: 4, resizeMode: 'stretch' });
    expect(pixels).toHaveLength(5 * 4 * 3);
    expect([colourAt(pixels, 4, 4, 0), colourAt(pixels, 4, 0, 3)]).toEqual(['red', 'blue']);
  });

  it('stretches, crops at the centre, or puts black bars around', async () => {
    // Three squares beside each other: red, green, blue.
    const png = await columns([red, green, blue], 40, 40).png().toBuffer();
    const square = { height: 12, width: 12 };
    const stretched = await decodePhotograph(png, { ...square, resizeMode: 'stretch' });
    expect([0, 6, 11].map((column) => colourAt(stretched, 12, column, column))).toEqual(['red', 'green', 'blue']);
    const cropped = await decodePhotograph(png, { ...square, resizeMode: 'centre-crop' });
    expect([1, 6, 10].map((column) => colourAt(cropped, 12, 6, column))).toEqual(['green', 'green', 'green']);
    const boxed = await decodePhotograph(png, { ...square, resizeMode: 'letterbox' });
    expect([0, 11].map((row) => colourAt(boxed, 12, row, 6))).toEqual(['black', 'black']);
    expect([0, 6, 11].map((column) => colourAt(boxed, 12, 6, column))).toEqual(['red', 'green', 'blue']);
  });

  it('turns a photograph as its EXIF orientation says', async () => {
    // Stored on its side: red on the left becomes red on top.
    const jpeg = await columns([red, blue], 16, 16)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const pixels = await decodePhotograph(jpeg, { height: 4, width: 2, resizeMode: 'stretch' });
    expect(pixelAt(pixels, 2, 0, 0)[0]).toBeGreaterThan(150);
    expect(pixelAt(pixels, 2, 3, 0)[2]).toBeGreaterThan(150);
  });

  it.each([
    ['CMYK', (image: Sharp) => image.toColourspace('cmyk').jpeg({ quality: 100 }), 25],
    ['16-bit', (image: Sharp) => image.toColourspace('rgb16').png(), 1],
    ['palette', (image: Sharp) => image.png({ palette: true }), 6],
    ['opaque alpha', (image: Sharp) => image.ensureAlpha(1).png(), 0],
    ['TIFF', (image: Sharp) => image.tiff(), 8],
    ['WebP', (image: Sharp) => image.webp({ lossless: true }), 0],
  ])('gives the same colours from %s', async (_name, store, tolerance) => {
    const skin = [214, 160, 140] as const;
    const bytes = await store(columns([skin], 30, 30)).toBuffer();
    const pixels = await decodePhotograph(bytes, { height: 3, width: 3, resizeMode: 'stretch' });
    expect(pixels).toHaveLength(27);
    for (const [channel, value] of pixelAt(pixels, 3, 1, 1).entries())
      expect(Math.abs(value - skin[channel]!)).toBeLessThanOrEqual(tolerance);
  });

  it('gives three equal channels from grey, and white where all is transparent', async () => {
    const shape = { height: 2, width: 2, resizeMode: 'stretch' } as const;
    const grey = await columns([[90, 90, 90]], 8, 8)
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect([...(await decodePhotograph(grey, shape))]).toEqual(new Array(12).fill(90));
    const clear = await columns([[90, 20, 10]], 8, 8)
      .ensureAlpha(0)
      .png()
      .toBuffer();
    expect([...(await decodePhotograph(clear, shape))]).toEqual(new Array(12).fill(255));
  });

  it('is the same every time', async () => {
    const jpeg = await columns([red, green, blue], 33, 70).jpeg().toBuffer();
    const shape = { height: 28, width: 28, resizeMode: 'centre-crop' } as const;
    expect(await decodePhotograph(jpeg, shape)).toEqual(await decodePhotograph(jpeg, shape));
  });

  it.each([
    ['nothing', () => Buffer.alloc(0), 'lesion.jpg is empty (0 bytes). Copy it again from its source.'],
    ['a text', () => Buffer.from('hello'), 'lesion.jpg is not a JPEG, PNG, WebP or TIFF photograph; it looks like a text file.'],
    [
      'a bomb',
      () => pngWithHeader(30_000, 30_000),
      'lesion.jpg has 30,000 x 30,000 pixels; Nevus reads up to 100 million. Use a smaller copy.',
    ],
    ['damage', () => pngWithHeader(300, 300), 'lesion.jpg is damaged and cannot be decoded. Copy it again from its source.'],
  ])('refuses %s', async (_name, make, message) => {
    const shape = { height: 2, width: 2, resizeMode: 'stretch' } as const;
    await expect(decodePhotograph(make(), shape, 'lesion.jpg')).rejects.toMatchObject({ code: 'photograph-unreadable', message });
    const path = join(await temporaryFolder(), 'lesion.jpg');
    await writeFile(path, make());
    await expect(decodePhotograph(path, shape)).rejects.toMatchObject({ code: 'photograph-unreadable', message });
  });
});
