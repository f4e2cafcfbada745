import type { PhotographFormat } from './photograph-format.ts';

/**
 * Whether a photograph's bytes reach to its end. Decoders do not tell reliably: with shrink-on-load the last rows are never asked for, so that a JPEG
 * without its last percent passes as whole.
 */
export function reachesItsEnd(bytes: Buffer, format: PhotographFormat): boolean {
  switch (format) {
    case 'jpeg':
      return bytes.lastIndexOf(endOfJpeg) > startOfJpegScan(bytes);
    case 'png':
      return bytes.lastIndexOf('IEND', undefined, 'latin1') > 0;
    case 'webp':
      return bytes.length >= 12 && bytes.readUInt32LE(4) + 8 <= bytes.length;
    case 'tiff':
      return tiffDirectoryLiesInside(bytes);
  }
}

const endOfJpeg = Buffer.from([0xff, 0xd9]);

/** Where the first scan of a JPEG begins, walking over its segments: previews inside them have ends of their own. Infinity where there is none. */
function startOfJpegScan(bytes: Buffer): number {
  let position = 2;
  while (position + 4 <= bytes.length && bytes[position] === 0xff) {
    const marker = bytes[position + 1];
    if (marker === 0xda) return position;
    position += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(position + 2);
  }
  return Infinity;
}

function tiffDirectoryLiesInside(bytes: Buffer): boolean {
  if (bytes.length < 16) return false;
  const isLittle = bytes[0] === 0x49;
  const isBig = bytes[isLittle ? 2 : 3] === 0x2b;
  if (isBig) return (isLittle ? bytes.readBigUInt64LE(8) : bytes.readBigUInt64BE(8)) + 8n <= BigInt(bytes.length);
  const offset = isLittle ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
  if (offset + 2 > bytes.length) return false;
  const entries = isLittle ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset);
  return offset + 2 + entries * 12 <= bytes.length;
}
