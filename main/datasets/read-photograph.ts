import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { IssueKind } from '../../common/domain/dataset.ts';
import { examineClosely } from '../imaging/examine-closely.ts';
import { refuseDamaged } from '../imaging/examine-photograph.ts';
import { largestFileBytes } from '../imaging/open-image.ts';
import { proveDecodable } from '../imaging/render-pixels.ts';
import { makeThumbnail } from '../imaging/thumbnail.ts';
import { note, rejection } from './import-issue.ts';
import type { PhotographReading, PlannedPhotograph } from './import-plan.ts';
import { isInside, noPermission } from './list-folder.ts';

/**
 * Reads one photograph of a plan: hashes its bytes, decodes it to the end, makes its thumbnail. The original is never changed.
 * @param root the plan's root
 * @throws AppError `permission-denied` or `file-missing` where the whole folder went away: then nothing is wrong with this photograph
 */
export async function readPhotograph(
  root: string,
  planned: PlannedPhotograph,
  options: { readonly thumbnail: boolean },
): Promise<PhotographReading> {
  const { imageId, relativePath: fileName } = planned;
  const reject = (kind: IssueKind, reason: string): PhotographReading => ({
    ok: false,
    issue: rejection({ kind, imageId, fileName, message: `${reason} It is left out.` }),
  });

  let bytes: Buffer;
  try {
    const path = await realpath(join(root, fileName));
    if (!isInside(root, path)) {
      return reject(
        'outside-folder',
        `${fileName} is a link to a file outside the chosen folder, which is not read. Copy the photograph itself here.`,
      );
    }
    const { size } = await stat(path);
    if (size > largestFileBytes) {
      return reject(
        'too-large',
        `${fileName} has ${Math.round(size / 2 ** 20)} MB; Nevus reads up to ${largestFileBytes / 2 ** 20} MB. Use a smaller copy.`,
      );
    }
    bytes = await readFile(path);
  } catch (error) {
    const failure = toAppError(error);
    await requireRoot(root);
    if (failure.code === 'permission-denied')
      return reject('permission-denied', `You have no permission to read ${fileName}. Ask for it and import again.`);
    if (failure.code === 'file-missing') return reject('missing-photograph', `${fileName} was there a moment ago and is gone.`);
    if (isOutOfResources(failure)) throw failure;
    return reject('undecodable', `${fileName} could not be read from its disk (${systemCodeOf(failure)}). Copy it again from its source.`);
  }

  const examination = await examineClosely(bytes, fileName);
  if (!examination.ok) return reject(examination.reason.kind, examination.reason.message);
  let thumbnail: Uint8Array | null = null;
  try {
    if (options.thumbnail) thumbnail = await makeThumbnail(bytes);
    else await proveDecodable(bytes);
  } catch (error) {
    const { reason } = refuseDamaged(fileName, error);
    return reject(reason.kind, reason.message);
  }
  return {
    ok: true,
    contentHash: createHash('sha256').update(bytes).digest('hex'),
    width: examination.width,
    height: examination.height,
    thumbnail,
    issues: examination.notes.map((finding) => note({ ...finding, imageId, fileName })),
  };
}

/** Tells a photograph that cannot be read from a folder that cannot: a disk that was pulled out must not reject ten thousand photographs. */
async function requireRoot(root: string): Promise<void> {
  try {
    // Looking up `.` needs the same permission as looking up a photograph.
    await stat(`${root}${sep}.`);
  } catch (error) {
    if (toAppError(error).code === 'permission-denied') throw noPermission(basename(root));
    throw new AppError(
      'file-missing',
      `The folder "${basename(root)}" is no longer there. What was imported is safe; connect its disk and resume.`,
      undefined,
      { cause: error },
    );
  }
}

function systemCodeOf(failure: AppError): string {
  const code = failure.detail?.['systemCode'];
  return typeof code === 'string' ? code : 'unknown cause';
}

/** Too many open files or no memory: the machine's trouble, not the photograph's. */
function isOutOfResources(failure: AppError): boolean {
  return ['EMFILE', 'ENFILE', 'ENOMEM'].includes(systemCodeOf(failure));
}
