import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AppError, toAppError } from '../../../common/errors/app-error.ts';
import { exists } from '../../files/exists.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { encodePng } from '../../imaging/encode-png.ts';
import { forEachInParallel } from '../../imaging/parallel.ts';
import { ham10000Format } from '../ham10000-format.ts';
import type { PhotographRow } from '../metadata-rows.ts';
import { parseMetadataTable } from '../metadata-table.ts';
import { readMetadataText } from '../metadata-text.ts';
import { findPixelTable } from './find-pixel-table.ts';
import type { PixelTable } from './find-pixel-table.ts';
import { readPixelRows } from './read-pixel-rows.ts';
import type { PixelRow } from './read-pixel-rows.ts';

const Source = z.object({ table: z.string() });
const sourceFile = 'source.json';
/** Is there once everything else is. */
const metadataFile = 'hmnist_metadata.csv';
/** One folder must not hold a million files. */
const rowsPerFolder = 5000;
const writtenAtOnce = 16;

/** Makes the folder into which a table of pixels is to be unpacked, and notes where the table is. */
export async function beginUnpacking(folder: string, table: PixelTable): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, sourceFile), `${JSON.stringify({ table: table.path })}\n`);
}

/** Absolute path of the table for which `beginUnpacking` made a folder; null for any other folder, also one that has a `source.json` of its own. */
export async function unpackedTable(folder: string): Promise<string | null> {
  const path = join(folder, sourceFile);
  if (!(await exists(path))) return null;
  const text = await readFile(path, 'utf8');
  return Source.safeParse(parseJson(text)).data?.table ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Unpacks a table of pixels into PNG files, lossless, with a table of their facts beside them, so that its photographs are photographs like all others.
 * Where HAM10000's metadata lies beside the table, they get its ids, lesions and facts. Done already: returns at once; interrupted: begins again.
 * @throws AppError `metadata-unreadable`, `file-missing`, `disk-full`, `cancelled`
 */
export async function unpackPixelTable(
  folder: string,
  options: { readonly signal?: AbortSignal | undefined; readonly onProgress: (done: number, total: number | null) => void },
): Promise<void> {
  const { signal, onProgress } = options;
  if (await exists(join(folder, metadataFile))) return;
  const path = await unpackedTable(folder);
  if (path === null) throw new AppError('file-missing', 'Which table of pixels was imported is no longer known. Import it anew.');
  const table = await findTable(path, signal);
  const facts = table.metadata === null ? null : await readFacts(table.metadata, signal);
  const lines: string[] = [];
  let waiting: { readonly path: string; readonly pixels: Uint8Array }[] = [];
  const writeWaiting = () => forEachInParallel(waiting, writtenAtOnce, signal, ({ path, pixels }) => writePhotograph(path, pixels, table));
  for await (const row of readPixelRows(table, signal)) {
    const index = lines.length;
    const fact = facts === null ? null : factOf(facts, index, row, table);
    const subfolder = `rows_${String(Math.floor(index / rowsPerFolder)).padStart(2, '0')}`;
    const imageId = fact?.imageId ?? `row_${String(index + 1).padStart(5, '0')}`;
    lines.push(toLine(index + 1, imageId, row, fact));
    if (index % rowsPerFolder === 0) await mkdir(join(folder, subfolder), { recursive: true });
    waiting.push({ path: join(folder, subfolder, `${imageId}.png`), pixels: row.pixels });
    if (waiting.length < writtenAtOnce) continue;
    await writeWaiting();
    waiting = [];
    onProgress(lines.length, facts?.length ?? null);
  }
  await writeWaiting();
  requireAll(lines.length, facts, table);
  await writeMetadata(folder, facts === null, lines);
}

async function findTable(path: string, signal: AbortSignal | undefined): Promise<PixelTable> {
  try {
    const table = await findPixelTable(path, signal);
    if (table !== null) return table;
  } catch (error) {
    if (toAppError(error).code !== 'file-missing') throw error;
  }
  throw new AppError('file-missing', `${basename(path)} is no longer where it was. Put it back, or import it anew from its new place.`);
}

async function readFacts(path: string, signal: AbortSignal | undefined): Promise<readonly PhotographRow[]> {
  const name = basename(path);
  const table = await parseMetadataTable(await readMetadataText(path, name), name, signal);
  return ham10000Format.parseRows(table, name).rows;
}

/** Rows of both tables are in one order; a label that differs shows that they do not belong together. */
function factOf(facts: readonly PhotographRow[], index: number, row: PixelRow, table: PixelTable): PhotographRow {
  const fact = facts[index];
  if (fact?.diagnosis === row.diagnosis) return fact;
  const said = fact === undefined ? 'has no such row' : `says ${fact.diagnosis}`;
  throw notTogether(table, `line ${row.line} of the first is ${row.diagnosis}, where the second ${said}`);
}

function requireAll(rowCount: number, facts: readonly PhotographRow[] | null, table: PixelTable): void {
  if (rowCount === 0) throw new AppError('metadata-unreadable', `${basename(table.path)} has a header but no rows. Nothing was imported.`);
  if (facts !== null && facts.length !== rowCount) {
    throw notTogether(table, `the first has ${rowCount} rows and the second ${facts.length}`);
  }
}

function notTogether(table: PixelTable, why: string): AppError {
  const names = `${basename(table.path)} and ${basename(table.metadata ?? '')}`;
  return new AppError(
    'metadata-unreadable',
    `${names} do not belong together: ${why}. Nothing was imported. Copy both from one source, or lay the table of pixels into a folder of its own; then its lesions are not known.`,
  );
}

async function writePhotograph(path: string, pixels: Uint8Array, { edge, channels }: PixelTable): Promise<void> {
  await writeFile(path, await encodePng(pixels, edge, edge, channels));
}

const plainColumns = ['hmnist_row', 'image_id', 'dx'];
const factColumns = ['lesion_id', 'dx_type', 'age', 'sex', 'localization'];

function toLine(number: number, imageId: string, row: PixelRow, fact: PhotographRow | null): string {
  const plain = [number, imageId, row.diagnosis];
  if (fact === null) return plain.map(quote).join(',');
  return [...plain, fact.lesionId, fact.proof, fact.ageYears, fact.sex, fact.site].map(quote).join(',');
}

function quote(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function writeMetadata(folder: string, isPlain: boolean, lines: readonly string[]): Promise<void> {
  const columns = isPlain ? plainColumns : [...plainColumns, ...factColumns];
  await replaceFile(join(folder, metadataFile), [columns.join(','), ...lines, ''].join('\n'));
}
