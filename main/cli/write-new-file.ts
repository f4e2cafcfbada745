import { writeFile } from 'node:fs/promises';
import { AppError } from '../../common/errors/app-error.ts';

/** Writes a file that must not exist yet. */
export async function writeNewFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') {
      throw new AppError('conflict', `${path} exists already and was left as it is. Choose another name.`, undefined, { cause: thrown });
    }
    throw thrown;
  }
}
