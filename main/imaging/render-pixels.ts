import type { Sharp } from 'sharp';
import type { ResizeMode } from '../../common/domain/training-config.ts';
import { openImage } from './open-image.ts';

/** Size and fit of decoded photographs. */
export interface PixelShape {
  readonly height: number;
  readonly width: number;
  readonly resizeMode: ResizeMode;
}

const fits = { stretch: 'fill', 'centre-crop': 'cover', letterbox: 'contain' } as const;

/** Decodes bytes that were examined before to height x width x 3: 8-bit RGB, row-major. Bars of a letterbox are black, what is transparent is white. */
export async function renderPixels(bytes: Uint8Array, shape: PixelShape): Promise<Uint8Array> {
  const image = asRgb(openImage(bytes)).resize(shape.width, shape.height, { fit: fits[shape.resizeMode], background: 'black' });
  return image.raw({ depth: 'uchar' }).toBuffer();
}

/** Whatever the photograph is stored as (grey, CMYK, 16-bit, with transparency): three channels of sRGB. */
export function asRgb(image: Sharp): Sharp {
  return image.flatten({ background: 'white' }).toColourspace('srgb');
}

/** Decodes the whole photograph, small, only to see that it can be decoded. */
export async function proveDecodable(bytes: Uint8Array): Promise<void> {
  await openImage(bytes).resize(56, 56, { fit: 'inside', withoutEnlargement: true }).raw().toBuffer();
}
