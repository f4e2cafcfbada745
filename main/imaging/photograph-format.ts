/** The formats that Nevus reads. Everything else that sharp could open (SVG, PDF, GIF, HEIF, ...) is refused before sharp sees it. */
export type PhotographFormat = 'jpeg' | 'png' | 'webp' | 'tiff';

export const formatNames: Readonly<Record<PhotographFormat, string>> = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP', tiff: 'TIFF' };

const extensions: Readonly<Record<string, PhotographFormat>> = {
  jpg: 'jpeg',
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
  tif: 'tiff',
  tiff: 'tiff',
};

/** The format that a file's name promises; null where it promises no photograph. */
export function formatOfName(fileName: string): PhotographFormat | null {
  return extensions[/\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''] ?? null;
}

/** A file's name without the extension of a photograph. */
export function withoutExtension(fileName: string): string {
  return formatOfName(fileName) === null ? fileName : fileName.slice(0, fileName.lastIndexOf('.'));
}

/** The format that a file's first bytes show; null where they show none that Nevus reads. */
export function formatOfBytes(bytes: Uint8Array): PhotographFormat | null {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 4) === 'WEBP') return 'webp';
  const tiff = textAt(bytes, 0, 4);
  return tiff === 'II*\0' || tiff === 'MM\0*' || tiff === 'II+\0' || tiff === 'MM\0+' ? 'tiff' : null;
}

/** What a file that is no readable photograph looks like, in words that fit after "it looks like". */
export function describeForeignBytes(bytes: Uint8Array): string {
  const head = textAt(bytes, 0, 16);
  if (head.startsWith('GIF8')) return 'a GIF picture';
  if (head.startsWith('BM')) return 'a BMP picture';
  if (head.startsWith('%PDF')) return 'a PDF document';
  if (head.startsWith('PK\u0003\u0004')) return 'a ZIP archive';
  if (head.slice(4, 8) === 'ftyp') return 'a HEIC or AVIF picture';
  if (textAt(bytes, 128, 4) === 'DICM') return 'a DICOM file';
  const isText = bytes.subarray(0, 512).every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
  return isText ? 'a text file' : 'damaged or foreign data';
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}
