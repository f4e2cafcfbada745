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

/** Bytes of one value of each of TIFF's field types, by the type's number. */
const tiffTypeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

/** Whether the directory of a TIFF's first page and the values that it points to lie within the file; writers put them at its end. */
function tiffDirectoryLiesInside(bytes: Buffer): boolean {
  if (bytes.length < 16) return false;
  const isLittle = bytes[0] === 0x49;
  const read2 = (position: number): number => (isLittle ? bytes.readUInt16LE(position) : bytes.readUInt16BE(position));
  const read4 = (position: number): number => (isLittle ? bytes.readUInt32LE(position) : bytes.readUInt32BE(position));
  // BigTIFF, for files over 4 GB, has wider fields; photographs that Nevus reads are smaller and hardly ever use it.
  if (read2(2) === 43) return Number(isLittle ? bytes.readBigUInt64LE(8) : bytes.readBigUInt64BE(8)) + 8 <= bytes.length;
  const directory = read4(4);
  if (directory + 2 > bytes.length) return false;
  const end = directory + 2 + read2(directory) * 12;
  if (end > bytes.length) return false;
  for (let entry = directory + 2; entry < end; entry += 12) {
    const valueBytes = (tiffTypeBytes[read2(entry + 2)] ?? 0) * read4(entry + 4);
    if (valueBytes > 4 && read4(entry + 8) + valueBytes > bytes.length) return false;
  }
  return true;
}
