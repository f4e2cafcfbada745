import { diagnosisIds } from '../../common/domain/diagnosis.ts';
import type { DatasetLayout, ImportIssue } from '../../common/domain/dataset.ts';
import { withoutExtension } from '../imaging/photograph-format.ts';
import { note, rejection } from './import-issue.ts';
import type { PlannedPhotograph } from './import-plan.ts';
import type { MetadataRow, MetadataTable } from './metadata-table.ts';

/** What one row of the metadata says about one photograph. */
export interface PhotographRow extends Omit<PlannedPhotograph, 'relativePath'> {
  readonly line: number;
}

export interface ParsedRows {
  readonly rows: readonly PhotographRow[];
  /** Image ids of rows that were refused: their photographs are known, not extra. */
  readonly refusedIds: readonly string[];
  readonly issues: readonly ImportIssue[];
}

/** One kind of metadata table. */
export interface MetadataFormat {
  readonly layout: DatasetLayout;
  /** Where it says which lesion a photograph shows; null where it never does. A table that lacks the column knows no lesions. */
  readonly lesionColumn: string | null;
  /** Whether a table with these columns means to be of this kind, complete or not. */
  isMeant(columns: readonly string[]): boolean;
  /** Names of the columns that it lacks, as the publisher spells them. */
  missingColumns(columns: readonly string[]): string[];
  parseRows(table: MetadataTable, fileName: string): ParsedRows;
}

/** Looks up a row's cells by column name. Blank cells and absent columns are null. */
function cellReader(columns: readonly string[]): (row: MetadataRow, column: string) => string | null {
  const positions = new Map(columns.map((column, index) => [column, index]));
  return (row, column) => {
    const position = positions.get(column);
    const cell = position === undefined ? undefined : row.cells[position];
    return cell === undefined || cell === '' ? null : cell;
  };
}

/** Why a row has the wrong number of cells, in a sentence; null where it has the right one (blank cells at the end do not count). */
function describeCellCount(row: MetadataRow, columns: readonly string[], fileName: string): string | null {
  const surplus = row.cells.slice(columns.length).some((cell) => cell !== '');
  if (row.cells.length >= columns.length && !surplus) return null;
  return `Line ${row.line} of ${fileName} has ${row.cells.length} values where the header has ${columns.length}. Its photograph is left out; correct the line.`;
}

/** A row with what is known of it, and ways to say what is wrong with it. */
export interface ReadableRow {
  readonly row: MetadataRow;
  readonly imageId: string;
  /** Cells by the name of their column; blank and absent ones are null. */
  readonly cell: (column: string) => string | null;
  /** Leaves the photograph out. Gives null, for `read` to end with. */
  readonly refuse: (kind: 'invalid-row' | 'unknown-label', message: string) => null;
  /** Imports it, with a word. */
  readonly remark: (message: string) => void;
}

/**
 * Reads a table row by row. One with the wrong number of cells or without an id is refused here.
 * @param columns.id columns that name the photograph, the first that is filled counts
 * @param columns.withoutId what is said of a row that names none: `has no image_id`
 * @param read gives null for a row that it refused
 */
export function readRows(
  table: MetadataTable,
  fileName: string,
  columns: { readonly id: readonly string[]; readonly withoutId: string },
  read: (row: ReadableRow) => Omit<PhotographRow, 'imageId' | 'line' | 'sourcePart'> | null,
): ParsedRows {
  const cellOf = cellReader(table.columns);
  const rows: PhotographRow[] = [];
  const refusedIds: string[] = [];
  const issues: ImportIssue[] = [];
  for (const row of table.rows) {
    const { line } = row;
    const cell = (column: string): string | null => cellOf(row, column);
    const named = columns.id.map(cell).find((id) => id !== null) ?? '';
    const imageId = withoutExtension(named).normalize('NFC');
    const refuse = (kind: 'invalid-row' | 'unknown-label', message: string): null => {
      issues.push(rejection({ kind, imageId: imageId === '' ? null : imageId, line, message }));
      refusedIds.push(imageId);
      return null;
    };
    const remark = (message: string): void => {
      issues.push(note({ kind: 'invalid-row', imageId, line, message }));
    };
    const wrongCount = describeCellCount(row, table.columns, fileName);
    if (wrongCount !== null) refuse('invalid-row', wrongCount);
    else if (imageId === '') {
      refuse('invalid-row', `Line ${line} of ${fileName} ${columns.withoutId}. It is left out; correct the line.`);
    } else {
      const facts = read({ row, imageId, cell, refuse, remark });
      if (facts !== null) rows.push({ imageId, ...facts, sourcePart: null, line });
    }
  }
  return { rows, refusedIds, issues };
}

/** The seven short names, for messages. */
export const knownLabels = diagnosisIds.join(', ');

/** Null for the words with which HAM10000 says that something is not known. */
export function knownOrNull(cell: string | null): string | null {
  return cell === null || /^(unknown|n\/?a|nan|null|none|-)$/i.test(cell) ? null : cell;
}

const oldestAgeYears = 130;

/** An age in years; `isOdd` where the cell says something that is none. */
export function parseAge(text: string | null): { years: number | null; isOdd: boolean } {
  const known = knownOrNull(text);
  if (known === null) return { years: null, isOdd: false };
  const years = /^\d+([.,]\d+)?$/.test(known) ? Number(known.replace(',', '.')) : Number.NaN;
  return years <= oldestAgeYears ? { years, isOdd: false } : { years: null, isOdd: true };
}
