import { open, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { throwIfCancelled } from '../imaging/parallel.ts';
import { ham10000Format } from './ham10000-format.ts';
import { isic2018Format } from './isic2018-format.ts';
import { isicArchiveFormat } from './isic-archive-format.ts';
import { isInside } from './list-folder.ts';
import { hmnistFormat } from './pixel-table/hmnist-format.ts';
import type { FolderListing } from './list-folder.ts';
import type { MetadataFormat } from './metadata-rows.ts';
import { chooseDelimiter } from './metadata-table.ts';
import { decodeText } from './metadata-text.ts';

export interface MetadataFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the root, with forward slashes. */
  readonly relativePath: string;
  readonly format: MetadataFormat;
}

interface Candidate {
  readonly path: string;
  readonly relativePath: string;
  readonly isOutside: boolean;
}

type Judgement = { readonly kind: 'complete'; readonly file: MetadataFile } | { readonly kind: 'broken'; readonly error: AppError } | null;

/** In order of preference: our own mark first; HAM10000's own table knows lesions, which the challenge's does not. */
const formats: readonly MetadataFormat[] = [hmnistFormat, ham10000Format, isic2018Format, isicArchiveFormat];
const tableExtension = /\.(csv|tab|tsv|txt)$/i;
const metadataName = /metadata|ground.?truth/i;
const deepestTable = 2;
const headerBytes = 64 * 1024;

/**
 * Finds the table that describes a folder's photographs: inside it, or else beside or above it, as ISIC's archives unpack. Null where there is none.
 * @throws AppError `metadata-unreadable` where there is one that lacks columns or cannot be read
 */
export async function findMetadata(root: string, listing: FolderListing, signal?: AbortSignal): Promise<MetadataFile | null> {
  const inside = listing.files
    .filter((file) => isTableName(file.name) && file.relativePath.split('/').length <= deepestTable)
    .map((file) => ({ path: join(root, file.relativePath), relativePath: file.relativePath, isOutside: file.isOutside }))
    .sort((a, b) => rank(a) - rank(b));
  const found = await judgeAll(inside, signal);
  if (found.complete !== null) return found.complete;
  const above = await judgeAll(await listTablesAbove(root), signal);
  if (above.complete !== null) return above.complete;
  if (found.error !== null) throw found.error;
  return null;
}

async function judgeAll(
  candidates: readonly Candidate[],
  signal: AbortSignal | undefined,
): Promise<{ complete: MetadataFile | null; error: AppError | null }> {
  const complete: MetadataFile[] = [];
  let error: AppError | null = null;
  for (const candidate of candidates) {
    throwIfCancelled(signal);
    const judgement = await judge(candidate);
    if (judgement?.kind === 'complete') complete.push(judgement.file);
    else if (judgement !== null) error ??= judgement.error;
  }
  const best = formats.map((format) => complete.find((file) => file.format === format)).find((file) => file !== undefined);
  return { complete: best ?? null, error };
}

async function judge(candidate: Candidate): Promise<Judgement> {
  const { relativePath } = candidate;
  const isNamed = metadataName.test(basename(relativePath));
  const broken = (error: AppError): Judgement => (isNamed ? { kind: 'broken', error } : null);
  if (candidate.isOutside) {
    return broken(
      unreadable(`${relativePath} is a link to a file outside the chosen folder, which is not read. Copy the file itself here.`),
    );
  }
  let columns: readonly string[];
  try {
    columns = await readHeader(candidate.path, relativePath);
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code !== 'permission-denied') return broken(failure);
    return broken(new AppError('permission-denied', `You have no permission to read ${relativePath}. Ask for it and try again.`));
  }
  const complete = formats.find((format) => format.missingColumns(columns).length === 0);
  if (complete !== undefined) return { kind: 'complete', file: { path: candidate.path, relativePath, format: complete } };
  const meant = formats.find((format) => format.isMeant(columns)) ?? (isNamed ? ham10000Format : undefined);
  if (meant === undefined) return null;
  const missing = meant.missingColumns(columns).map((name) => `"${name}"`);
  const said = missing.length === 1 ? `the column ${missing.join('')}` : `the columns ${missing.join(', ')}`;
  return { kind: 'broken', error: unreadable(`${relativePath} lacks ${said}. Nothing was imported; use the table as it was published.`) };
}

async function readHeader(path: string, fileName: string): Promise<string[]> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    if (bytesRead === 0) throw unreadable(`${fileName} is empty (0 bytes). Copy it again from its source.`);
    const text = decodeText(buffer.subarray(0, cutAtLineEnd(buffer, bytesRead)), fileName).replace(/^\uFEFF?\s*/, '');
    const header = text.split(/[\r\n]/, 1)[0] ?? '';
    return header.split(chooseDelimiter(header)).map((name) => name.replaceAll('"', '').trim().toLowerCase());
  } finally {
    await file.close();
  }
}

/** Ends what was read at a whole line where it can, so that no character is cut in two. */
function cutAtLineEnd(buffer: Buffer, length: number): number {
  const end = buffer.subarray(0, length).lastIndexOf(0x0a);
  return length < headerBytes || end <= 0 ? length : end + (buffer[0] === 0xff ? 2 : 1);
}

async function listTablesAbove(root: string): Promise<Candidate[]> {
  const parent = dirname(root);
  const candidates: Candidate[] = [];
  const visit = async (folder: string, relativeFolder: string, depth: number): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isFile() && isTableName(entry.name) && metadataName.test(entry.name)) {
        candidates.push({ path, relativePath: `${relativeFolder}/${entry.name}`, isOutside: !isInside(parent, await realpath(path)) });
      } else if (entry.isDirectory() && depth === 0 && metadataName.test(entry.name)) {
        await visit(path, `${relativeFolder}/${entry.name}`, depth + 1);
      }
    }
  };
  try {
    await visit(parent, '..', 0);
  } catch (error) {
    // What lies above need not be readable: the chosen folder is what counts.
    const { code } = toAppError(error);
    if (code !== 'permission-denied' && code !== 'file-missing') throw error;
  }
  return candidates.sort((a, b) => rank(a) - rank(b));
}

function isTableName(name: string): boolean {
  return tableExtension.test(name) || (!name.includes('.') && metadataName.test(name));
}

/** Shallow before deep, a telling name before any other, `.csv` before the rest. */
function rank(candidate: Candidate): number {
  const depth = candidate.relativePath.split('/').length;
  return depth * 4 + (metadataName.test(basename(candidate.relativePath)) ? 0 : 2) + (/\.csv$/i.test(candidate.relativePath) ? 0 : 1);
}

function unreadable(message: string): AppError {
  return new AppError('metadata-unreadable', message);
}
