import sharp from 'sharp';

/** A PNG of pixels as they are, lossless. `channels` 1: grey, 3: RGB, row-major. */
export async function encodePng(pixels: Uint8Array, width: number, height: number, channels: 1 | 3): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width, height, channels } }).png({ compressionLevel: 6 }).toBuffer();
}
