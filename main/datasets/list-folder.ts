import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { Dirent } from 'node:fs';
import type { ImportIssue } from '../../common/domain/dataset.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { throwIfCancelled } from '../imaging/parallel.ts';
import { note } from './import-issue.ts';

export interface ListedFile {
  /** Relative to the root, with forward slashes. */
  readonly relativePath: string;
  /** Of the folder that it lies in; `.` is the root. */
  readonly folder: string;
  readonly name: string;
  /** It is a link that leads out of the root: it must not be read. */
  readonly isOutside: boolean;
}

export interface FolderListing {
  readonly files: readonly ListedFile[];
  readonly issues: readonly ImportIssue[];
}

/** How far below the chosen folder photographs are looked for: archives unpack into folders inside folders. */
const deepestFolder = 4;
/** A folder with more files than this is somebody's whole disk, not a dataset. */
const mostFiles = 1_000_000;

/**
 * Lists a folder and the folders in it, sorted by path, without hidden files. Links are followed where they lead to a file inside; links to folders are
 * not walked, because what lies inside is found without them.
 * @param root absolute, links resolved
 * @throws AppError `permission-denied`, `no-dataset`
 */
export async function listFolder(root: string, signal?: AbortSignal): Promise<FolderListing> {
  const files: ListedFile[] = [];
  const issues: ImportIssue[] = [];

  const visit = async (folder: string, depth: number): Promise<void> => {
    throwIfCancelled(signal);
    for (const entry of await readSorted(root, folder, issues)) {
      if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
      const relativePath = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isSymbolicLink()) await visitLink(relativePath, folder, entry.name);
      else if (entry.isFile()) files.push({ relativePath, folder, name: entry.name, isOutside: false });
      else if (entry.isDirectory() && depth < deepestFolder) await visit(relativePath, depth + 1);
      if (files.length > mostFiles) throw tooManyFiles();
    }
  };

  const visitLink = async (relativePath: string, folder: string, name: string): Promise<void> => {
    const target = await resolveLink(join(root, relativePath));
    if (target === null) return;
    const isOutside = !isInside(root, target.path);
    if (target.isFile) files.push({ relativePath, folder, name, isOutside });
    else if (isOutside) {
      issues.push(
        note({
          kind: 'outside-folder',
          fileName: relativePath,
          message: `${relativePath} is a link to a folder outside the chosen one. Its photographs are not read; choose the folder that holds them, or copy them here.`,
        }),
      );
    }
  };

  await visit('.', 0);
  return { files, issues };
}

/** Whether a resolved path is the root or lies below it. */
export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function readSorted(root: string, folder: string, issues: ImportIssue[]): Promise<Dirent[]> {
  try {
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code !== 'permission-denied') throw failure;
    if (folder === '.') throw noPermission(basename(root));
    issues.push(
      note({
        kind: 'permission-denied',
        fileName: folder,
        message: `You have no permission to read the folder ${folder}. Its photographs are not read; ask for the permission and inspect again.`,
      }),
    );
    return [];
  }
}

async function resolveLink(path: string): Promise<{ path: string; isFile: boolean } | null> {
  try {
    const target = await realpath(path);
    const status = await stat(target);
    return { path: target, isFile: status.isFile() };
  } catch (error) {
    const { code } = toAppError(error);
    // A link to nothing is as good as no file: the row that names it is told as missing.
    if (code === 'file-missing' || code === 'permission-denied' || code === 'internal') return null;
    throw error;
  }
}

export function noPermission(label: string): AppError {
  return new AppError(
    'permission-denied',
    `You have no permission to read the folder "${label}". Nothing was changed; ask for it and try again.`,
  );
}

function tooManyFiles(): AppError {
  return new AppError(
    'no-dataset',
    `The folder holds more than ${new Intl.NumberFormat('en-GB').format(mostFiles)} files. Choose the folder of the dataset itself.`,
  );
}
