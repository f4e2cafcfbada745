import { diagnosisIds } from '../../common/domain/diagnosis.ts';
import type { DatasetLayout, ImportIssue } from '../../common/domain/dataset.ts';
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
export function cellReader(columns: readonly string[]): (row: MetadataRow, column: string) => string | null {
  const positions = new Map(columns.map((column, index) => [column, index]));
  return (row, column) => {
    const position = positions.get(column);
    const cell = position === undefined ? undefined : row.cells[position];
    return cell === undefined || cell === '' ? null : cell;
  };
}

/** Why a row has the wrong number of cells, in a sentence; null where it has the right one (blank cells at the end do not count). */
export function describeCellCount(row: MetadataRow, columns: readonly string[], fileName: string): string | null {
  const surplus = row.cells.slice(columns.length).some((cell) => cell !== '');
  if (row.cells.length >= columns.length && !surplus) return null;
  return `Line ${row.line} of ${fileName} has ${row.cells.length} values where the header has ${columns.length}. Its photograph is left out; correct the line.`;
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
