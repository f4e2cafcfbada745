import { randomUUID } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import type { FolderHandle } from '../../common/contract/system-calls.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';

/** Opens the native dialog for a folder or a file; null where the user closed it. */
export type ChooseFolder = (title: string, kind: 'folder' | 'file') => Promise<string | null>;

export interface FolderServiceOptions {
  readonly choice: 'dialog' | 'path';
  readonly chooseFolder: ChooseFolder | undefined;
}

/** Folders, and files where a file will do, that the user named in this session. Only the host knows their paths. */
export class FolderService {
  readonly #options: FolderServiceOptions;
  readonly #paths = new Map<string, string>();

  constructor(options: FolderServiceOptions) {
    this.#options = options;
  }

  async choose(title: string, kind: 'folder' | 'file' = 'folder'): Promise<FolderHandle | null> {
    const { choice, chooseFolder } = this.#options;
    if (choice !== 'dialog' || chooseFolder === undefined) {
      throw new AppError('not-allowed', 'There is no folder dialog here. Type the path of the folder on the machine that runs Nevus.');
    }
    const path = await chooseFolder(title, kind);
    return path === null ? null : this.#remember(await this.#check(path, kind === 'file'));
  }

  async open(path: string, mayBeFile = false): Promise<FolderHandle> {
    if (this.#options.choice !== 'path') {
      throw new AppError('not-allowed', 'A folder cannot be named by its path here. Choose it in the dialog.');
    }
    const expanded = /^~(?=$|[/\\])/.test(path) ? join(homedir(), path.slice(1)) : path;
    if (!isAbsolute(expanded)) {
      throw new AppError(
        'invalid-input',
        `"${path}" is not a full path. Type it from the root of the disk, for instance /home/me/HAM10000.`,
      );
    }
    return this.#remember(await this.#check(expanded, mayBeFile));
  }

  /** @throws AppError `not-found` */
  path(folderId: string): string {
    const path = this.#paths.get(folderId);
    if (path === undefined)
      throw new AppError('not-found', 'The chosen folder is no longer known, because Nevus was restarted. Choose it again.');
    return path;
  }

  #remember(path: string): FolderHandle {
    const known = [...this.#paths].find(([, other]) => other === path)?.[0];
    const folderId = known ?? randomUUID();
    this.#paths.set(folderId, path);
    return { folderId, label: labelOf(path) };
  }

  async #check(path: string, mayBeFile: boolean): Promise<string> {
    try {
      const resolved = await realpath(path);
      const status = await stat(resolved);
      // A table of pixels is a dataset by itself.
      if (status.isDirectory() || (status.isFile() && (mayBeFile || /\.csv$/i.test(resolved)))) return resolved;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'file-missing')
        throw new AppError(
          'file-missing',
          `There is no ${mayBeFile ? 'file or folder' : 'folder'} ${path} on the machine that runs Nevus. Check the path.`,
        );
      if (error.code === 'permission-denied')
        throw new AppError('permission-denied', `You have no permission to open ${path}. Ask for it, then try again.`);
      throw error;
    }
    throw new AppError('invalid-input', `${path} is a file, not a folder. Name the folder that it is in.`);
  }
}

/** The root of a disk has no name of its own. */
function labelOf(path: string): string {
  return basename(path) || path;
}
