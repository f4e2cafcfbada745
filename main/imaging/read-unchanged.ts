import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, toAppError } from '../../common/errors/app-error.ts';

/**
 * Reads an original and makes sure that it is what was imported.
 * @throws AppError `file-missing`, `permission-denied`, `photograph-unreadable`
 */
export async function readUnchanged(path: string, contentHash: string): Promise<Buffer> {
  const name = basename(path);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code } = toAppError(error);
    if (code === 'file-missing') {
      throw new AppError(
        code,
        `${name} is no longer in the folder from which it was imported. Put it back, or connect its disk, and start again.`,
      );
    }
    if (code === 'permission-denied')
      throw new AppError(code, `You have no permission to read ${name} any more. Ask for it and start again.`);
    throw error;
  }
  if (createHash('sha256').update(bytes).digest('hex') !== contentHash) {
    throw new AppError(
      'photograph-unreadable',
      `${name} has changed since it was imported. Put the original back, or import the folder anew.`,
    );
  }
  return bytes;
}
