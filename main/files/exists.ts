import { stat } from 'node:fs/promises';
import { toAppError } from '../../common/errors/app-error.ts';

/** Whether there is a file or folder of this name. @throws AppError where that cannot be known, such as `permission-denied` */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (thrown) {
    const error = toAppError(thrown);
    // ENOTDIR: something on the way to it is a file.
    if (error.code === 'file-missing' || error.detail?.['systemCode'] === 'ENOTDIR') return false;
    throw error;
  }
}
