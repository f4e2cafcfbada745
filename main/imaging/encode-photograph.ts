import sharp from 'sharp';

/** Encodes 8-bit RGB pixels, row-major, as a JPEG, after a little defocus where `blurSigma` (pixels) is enough to matter. */
export function encodePhotograph(pixels: Uint8ClampedArray, width: number, height: number, blurSigma: number): Promise<Buffer> {
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  return (blurSigma >= 0.3 ? image.blur(blurSigma) : image).jpeg({ quality: 90 }).toBuffer();
}
