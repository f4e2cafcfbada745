import { realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { findConflictingLesions, mergeDuplicateRows } from './check-rows.ts';
import { findMetadata } from './find-metadata.ts';
import type { ImportPlan } from './import-plan.ts';
import { listFolder, noPermission } from './list-folder.ts';
import { matchPhotographs } from './match-photographs.ts';
import { parseMetadataTable } from './metadata-table.ts';
import { readMetadataText } from './metadata-text.ts';
import { planClassFolders } from './plan-class-folders.ts';

/**
 * Works out what an import of a folder would do, without opening a single photograph: finds the layout, reads the metadata, finds every row's file.
 * @throws AppError `no-dataset`, `metadata-unreadable`, `permission-denied`, `file-missing`, `cancelled`
 */
export async function planImport(folder: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<ImportPlan> {
  const { signal } = options;
  const root = await resolveRoot(folder);
  const listing = await listFolder(root, signal);
  const metadata = await findMetadata(root, listing, signal);
  if (metadata === null) {
    const plan = planClassFolders(root, listing);
    if (plan === null) throw noDataset(root);
    return plan;
  }
  const metadataFile = metadata.relativePath;
  const table = await parseMetadataTable(await readMetadataText(metadata.path, metadataFile), metadataFile, signal);
  if (table.rows.length === 0) {
    throw new AppError(
      'metadata-unreadable',
      `${metadataFile} has a header but no rows. Nothing was imported; use the table as it was published.`,
    );
  }
  const parsed = metadata.format.parseRows(table, metadataFile);
  const merged = mergeDuplicateRows(parsed.rows);
  const refusedIds = [...parsed.refusedIds, ...merged.issues.map((issue) => issue.imageId ?? '')];
  const matched = await matchPhotographs(root, listing.files, merged.rows, refusedIds, metadataFile);
  if (matched.matchCount === 0) throw noPhotographs(root, metadataFile, table.rows.length);
  return {
    root,
    layout: metadata.format.layout,
    hasLesionIds: metadata.format.lesionColumn !== null && table.columns.includes(metadata.format.lesionColumn),
    metadataFile,
    photographFolders: matched.photographFolders,
    rowCount: table.rows.length,
    fileCount: matched.fileCount,
    photographs: matched.photographs,
    issues: [...listing.issues, ...parsed.issues, ...merged.issues, ...findConflictingLesions(merged.rows), ...matched.issues],
  };
}

async function resolveRoot(folder: string): Promise<string> {
  const label = basename(folder);
  try {
    const root = await realpath(folder);
    if ((await stat(root)).isDirectory()) return root;
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code === 'permission-denied') throw noPermission(label);
    if (failure.code !== 'file-missing') throw failure;
    throw new AppError('file-missing', `The folder "${label}" is not there. Check its name, or whether its disk is connected.`);
  }
  throw new AppError('no-dataset', `"${label}" is a file. Choose the folder that holds the photographs and their metadata.`);
}

function noPhotographs(root: string, metadataFile: string, rowCount: number): AppError {
  const count = new Intl.NumberFormat('en-GB').format(rowCount);
  return new AppError(
    'no-dataset',
    `${metadataFile} names ${count} photographs, but none of them lies in the folder "${basename(root)}". Choose the folder that holds both.`,
  );
}

function noDataset(root: string): AppError {
  return new AppError(
    'no-dataset',
    `The folder "${basename(root)}" is no dataset that Nevus knows: it holds neither HAM10000's metadata (HAM10000_metadata.csv), nor the ground truth of ISIC 2018, ` +
      "nor an ISIC archive's metadata.csv, nor one folder of photographs for each diagnosis. Nothing was changed. Choose the folder that holds the table and the photographs.",
  );
}
