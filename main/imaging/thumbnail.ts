import { openImage } from './open-image.ts';
import { asRgb } from './render-pixels.ts';

export const thumbnailContentType = 'image/jpeg';
export const thumbnailSide = 320;

/** A small JPEG of a photograph that was examined before: longest side at most 320, without EXIF, profile or any other metadata. */
export async function makeThumbnail(bytes: Uint8Array): Promise<Uint8Array> {
  return asRgb(openImage(bytes))
    .resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82 })
    .toBuffer();
}
