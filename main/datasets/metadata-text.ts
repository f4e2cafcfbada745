import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../common/errors/app-error.ts';

/** HAM10000's metadata has half a megabyte, the whole ISIC archive's some fifty. */
const largestMetadataBytes = 256 * 1024 * 1024;

/**
 * Reads a table's text: UTF-8 with or without BOM, UTF-16 with BOM (Excel's "Unicode text"), or else Windows-1252.
 * @throws AppError `metadata-unreadable`
 */
export async function readMetadataText(path: string, fileName: string): Promise<string> {
  const { size } = await stat(path);
  if (size === 0) throw unreadable(`${fileName} is empty (0 bytes). Copy it again from its source.`);
  if (size > largestMetadataBytes)
    throw unreadable(`${fileName} has ${Math.round(size / 2 ** 20)} MB, which is too much for a table of photographs.`);
  return decodeText(await readFile(path), fileName);
}

export function decodeText(bytes: Uint8Array, fileName: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) throw unreadable(`${fileName} is not a text table: it holds binary data. Save it as CSV and try again.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: an older program on Windows wrote it. Every byte means something in this encoding.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function unreadable(message: string): AppError {
  return new AppError('metadata-unreadable', message);
}
