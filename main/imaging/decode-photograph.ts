import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../common/errors/app-error.ts';
import { examinePhotograph, refuseDamaged } from './examine-photograph.ts';
import { renderPixels } from './render-pixels.ts';
import type { PixelShape } from './render-pixels.ts';

/**
 * Decodes a photograph, given by its path or its bytes, to height x width x 3: 8-bit RGB, row-major, turned as its EXIF orientation says.
 * @param name what messages call it; the path's last part where none is given
 * @throws AppError `photograph-unreadable` with the reason in words
 */
export async function decodePhotograph(input: string | Uint8Array, shape: PixelShape, name?: string): Promise<Uint8Array> {
  const fileName = name ?? (typeof input === 'string' ? basename(input) : 'The photograph');
  const bytes = typeof input === 'string' ? await readFile(input) : Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const examination = await examinePhotograph(bytes, fileName);
  if (!examination.ok) throw unreadable(examination.reason.message);
  try {
    return await renderPixels(bytes, shape);
  } catch (error) {
    throw unreadable(refuseDamaged(fileName, error).reason.message, error);
  }
}

function unreadable(message: string, cause?: unknown): AppError {
  return new AppError('photograph-unreadable', message, undefined, { cause });
}
