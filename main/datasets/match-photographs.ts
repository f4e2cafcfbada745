import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportIssue } from '../../common/domain/dataset.ts';
import { formatOfName } from '../imaging/photograph-format.ts';
import { note, rejection } from './import-issue.ts';
import type { PlannedPhotograph } from './import-plan.ts';
import type { ListedFile } from './list-folder.ts';
import type { PhotographRow } from './metadata-rows.ts';
import { photographKey } from './photograph-key.ts';

export interface MatchedPhotographs {
  readonly photographs: readonly PlannedPhotograph[];
  readonly photographFolders: readonly string[];
  readonly fileCount: number;
  /** Rows, refused ones among them, for which there is a file. */
  readonly matchCount: number;
  readonly issues: readonly ImportIssue[];
}

/**
 * Finds the file of every row. Only folders that hold at least one named photograph count as folders of photographs: masks, previews and other
 * pictures beside them are not taken for extra photographs.
 */
export async function matchPhotographs(
  root: string,
  files: readonly ListedFile[],
  rows: readonly PhotographRow[],
  refusedIds: readonly string[],
  metadataFile: string,
): Promise<MatchedPhotographs> {
  const pictures = files.filter((file) => formatOfName(file.name) !== null);
  const byKey = Map.groupBy(pictures, (file) => photographKey(file.name));
  const knownKeys = new Set([...rows.map((row) => row.imageId), ...refusedIds].map(photographKey));
  const folders = new Set(pictures.filter((file) => knownKeys.has(photographKey(file.name))).map((file) => file.folder));
  const inFolders = pictures.filter((file) => folders.has(file.folder));

  const photographs: PlannedPhotograph[] = [];
  const issues: ImportIssue[] = [];
  for (const { line, ...facts } of rows) {
    const candidates = byKey.get(photographKey(facts.imageId)) ?? [];
    const [chosen, ...others] = await preferLargest(root, candidates);
    if (chosen === undefined) {
      issues.push(
        rejection({
          kind: 'missing-photograph',
          imageId: facts.imageId,
          line,
          message: `${facts.imageId} is named on line ${line} of ${metadataFile}, but its photograph is not in the folder. It is left out.`,
        }),
      );
    } else if (chosen.isOutside) {
      issues.push(linkOutside(facts.imageId, chosen, line));
    } else {
      photographs.push({ ...facts, relativePath: chosen.relativePath });
      for (const other of others) issues.push(duplicateFile(facts.imageId, chosen, other));
    }
  }
  for (const file of inFolders) {
    if (!knownKeys.has(photographKey(file.name))) issues.push(extraPhotograph(file, metadataFile));
  }
  return {
    photographs,
    photographFolders: [...folders].sort(),
    fileCount: inFolders.length,
    matchCount: [...knownKeys].filter((key) => byKey.has(key)).length,
    issues,
  };
}

/** Of several copies the largest file comes first: beside an original often lie its previews. Files that must not be read come last. */
async function preferLargest(root: string, files: readonly ListedFile[]): Promise<readonly ListedFile[]> {
  if (files.length < 2) return files;
  const sized = await Promise.all(
    files.map(async (file) => ({ file, size: file.isOutside ? -1 : (await stat(join(root, file.relativePath))).size })),
  );
  return sized.sort((a, b) => b.size - a.size).map(({ file }) => file);
}

/** A photograph's id has two files. */
export function duplicateFile(imageId: string, chosen: ListedFile, other: ListedFile): ImportIssue {
  return note({
    kind: 'duplicate-file',
    imageId,
    fileName: other.relativePath,
    message: `${imageId} has more than one file: ${chosen.relativePath} is read, ${other.relativePath} is not.`,
  });
}

/** A link that must not be followed. @param line where the metadata names it; null where no table does */
export function linkOutside(imageId: string, file: ListedFile, line: number | null): ImportIssue {
  return rejection({
    kind: 'outside-folder',
    imageId,
    fileName: file.relativePath,
    line,
    message: `${file.relativePath} is a link to a file outside the chosen folder, which is not read. It is left out; copy the photograph itself here.`,
  });
}

function extraPhotograph(file: ListedFile, metadataFile: string): ImportIssue {
  return note({
    kind: 'extra-photograph',
    fileName: file.relativePath,
    message: `${file.relativePath} is not named in ${metadataFile}. Without a diagnosis it is not imported.`,
  });
}
