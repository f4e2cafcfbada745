import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';

/** Photographs with more pixels are refused from their header, before anything is decoded. */
export const largestPixelCount = 100_000_000;

/** Larger files are not read at all. */
export const largestFileBytes = 512 * 1024 * 1024;

// Every photograph is read once: a cache would only hold memory. One thread a photograph, several photographs at a time, is faster than the reverse.
sharp.cache(false);
sharp.concurrency(1);
// Only the formats that photographs come in: no SVG (which can name other files), PDF, GIF, HEIF, ImageMagick or raw camera data.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadTiff'],
});

/** Opens a photograph's bytes for decoding, turned as its EXIF orientation says. Only the first page is read. */
export function openImage(bytes: Uint8Array): Sharp {
  return sharp(bytes, {
    failOn: 'warning',
    limitInputPixels: largestPixelCount,
    limitInputChannels: 5,
    sequentialRead: true,
    pages: 1,
  }).autoOrient();
}

/** Reads a photograph's header without the limits, so that what is too large can be told from what is damaged. */
export function readImageHeader(bytes: Uint8Array): Promise<Metadata> {
  return sharp(bytes, { failOn: 'none', limitInputPixels: false, pages: 1 }).metadata();
}
