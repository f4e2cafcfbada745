export type ImageVariant = 'thumbnail' | 'full';

/** Where an image element finds a photograph: Electron's `lesion://` protocol, or the served route. Windows know photographs by id only. */
export function imageUrl(photographId: number, variant: ImageVariant): string {
  return window.nevus === undefined ? `/images/${variant}/${photographId}` : `lesion://${variant}/${photographId}`;
}
