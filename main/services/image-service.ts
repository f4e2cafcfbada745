import { mkdir, open, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { PhotographRepository } from '../database/repositories/photograph-repository.ts';
import { isInside } from '../datasets/list-folder.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { Workspace } from '../host/workspace.ts';
import { makeDisplayCopy } from '../imaging/display-copy.ts';
import { formatOfBytes } from '../imaging/photograph-format.ts';
import { makeThumbnail, thumbnailContentType } from '../imaging/thumbnail.ts';
import { thumbnailPath } from './thumbnail-path.ts';

export interface LocatedImage {
  readonly path: string;
  readonly contentType: string;
}

/** Finds the files behind the images that windows show. */
export class ImageService {
  readonly #photographs: PhotographRepository;
  readonly #workspace: Workspace;

  constructor(photographs: PhotographRepository, workspace: Workspace) {
    this.#photographs = photographs;
    this.#workspace = workspace;
  }

  /** @throws AppError `not-found`, `file-missing`, `not-allowed`, `permission-denied` */
  async locate(photographId: number, variant: 'thumbnail' | 'full'): Promise<LocatedImage> {
    const { datasetId, root, fileName, contentHash } = this.#photographs.locate(photographId);
    const thumbnail = thumbnailPath(this.#workspace, datasetId, contentHash);
    if (variant === 'thumbnail') {
      // A power cut can leave a thumbnail empty; it is made again from the original.
      if (!(await hasContent(thumbnail))) await writeDerived(thumbnail, makeThumbnail, await findOriginal(root, fileName));
      return { path: thumbnail, contentType: thumbnailContentType };
    }
    const original = await findOriginal(root, fileName);
    const format = formatOfBytes(await firstBytes(original));
    if (format === null)
      throw new AppError('photograph-unreadable', `${fileName} is no photograph any more. It has changed since it was imported.`);
    if (format !== 'tiff') return { path: original, contentType: `image/${format}` };
    const copy = join(dirname(thumbnail), `${contentHash}-full.jpg`);
    if (!(await hasContent(copy))) await writeDerived(copy, makeDisplayCopy, original);
    return { path: copy, contentType: thumbnailContentType };
  }
}

async function findOriginal(root: string, fileName: string): Promise<string> {
  try {
    const path = await realpath(join(root, fileName));
    if (isInside(root, path)) return path;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'file-missing') throw error;
    throw new AppError(
      'file-missing',
      `${basename(fileName)} is no longer in the folder from which it was imported. Put it back, or connect its disk.`,
    );
  }
  throw new AppError('not-allowed', `${basename(fileName)} now points out of the folder from which it was imported, and is not shown.`);
}

async function hasContent(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.size > 0,
    () => false,
  );
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Another request may be reading or making the same file. */
async function writeDerived(path: string, make: (bytes: Uint8Array) => Promise<Uint8Array>, original: string): Promise<void> {
  const content = await make(await readFile(original));
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, content);
}
