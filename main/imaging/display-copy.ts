import { openImage } from './open-image.ts';
import { asRgb } from './render-pixels.ts';

/** A photograph in full size as a JPEG without metadata, for formats that browsers do not show. */
export async function makeDisplayCopy(bytes: Uint8Array): Promise<Uint8Array> {
  return asRgb(openImage(bytes)).jpeg({ quality: 92 }).toBuffer();
}
