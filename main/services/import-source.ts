import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ImportReport } from '../../common/domain/dataset.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { ImportPlan } from '../datasets/import-plan.ts';
import { findPixelTable } from '../datasets/pixel-table/find-pixel-table.ts';
import type { PixelTable } from '../datasets/pixel-table/find-pixel-table.ts';
import { beginUnpacking, unpackedTable, unpackPixelTable } from '../datasets/pixel-table/unpack-pixel-table.ts';
import { planImport } from '../datasets/plan-import.ts';
import type { Workspace } from '../host/workspace.ts';
import type { JobContext } from '../jobs/job-handler.ts';

/** What lies at a path that the user named. */
export type ImportSource =
  { readonly kind: 'photographs'; readonly plan: ImportPlan } | { readonly kind: 'table'; readonly table: PixelTable };

type Progress = Pick<JobContext, 'signal' | 'progress'>;

/**
 * Photographs win over tables of pixels: HAM10000's archive holds both, and the photographs are the better ones. A table is taken where it is named
 * itself, or where there are no photographs.
 * @throws AppError as planImport does
 */
export async function recogniseSource(path: string, signal: AbortSignal): Promise<ImportSource> {
  if (/\.csv$/i.test(path)) {
    const table = await findPixelTable(path, signal);
    if (table !== null) return { kind: 'table', table };
  }
  try {
    return { kind: 'photographs', plan: await planImport(path, { signal }) };
  } catch (thrown) {
    const { code } = toAppError(thrown);
    const table = code === 'no-dataset' ? await findPixelTable(path, signal) : null;
    if (table === null) throw thrown;
    return { kind: 'table', table };
  }
}

/** Plans the import of a folder; one that is to hold an unpacked table gets its photographs first. */
export async function planUnpacked(root: string, { signal, progress }: Progress): Promise<ImportPlan> {
  if ((await unpackedTable(root)) !== null) await unpack(root, { signal, progress });
  return planImport(root, { signal });
}

/** Does something with the folder of photographs at a path; a table of pixels is unpacked for as long as it takes. */
export async function withReadableFolder(
  path: string,
  workspace: Workspace,
  job: Progress,
  work: (folder: string) => Promise<ImportReport>,
): Promise<ImportReport> {
  const source = await recogniseSource(path, job.signal);
  if (source.kind === 'photographs') return work(path);
  const folder = join(workspace.temporary, randomUUID());
  try {
    await beginUnpacking(folder, source.table);
    await unpack(folder, job);
    const report = await work(folder);
    return { ...report, folderLabel: basename(path), metadataFile: basename(source.table.metadata ?? source.table.path) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(folder: string, { signal, progress }: Progress): Promise<void> {
  const onProgress = (done: number, total: number | null): void =>
    progress({ done, total, unit: 'photographs', stage: 'Unpacking the table of pixels' });
  await unpackPixelTable(folder, { signal, onProgress });
}
