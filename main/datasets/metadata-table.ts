import { CsvError, parse } from 'csv-parse';
import { AppError } from '../../common/errors/app-error.ts';
import { throwIfCancelled } from '../imaging/parallel.ts';

export interface MetadataRow {
  /** Where the row begins, the header being line 1. */
  readonly line: number;
  /** Trimmed cells, in the order of the header. */
  readonly cells: readonly string[];
}

export interface MetadataTable {
  /** Column names in lower case, trimmed. */
  readonly columns: readonly string[];
  readonly rows: readonly MetadataRow[];
}

const delimiters = [',', ';', '\t', '|'] as const;

/**
 * Parses a table whatever its delimiter, quotes and line ends. Blank lines and lines of delimiters only are skipped.
 * @throws AppError `metadata-unreadable` naming the line
 */
export async function parseMetadataTable(rawText: string, fileName: string, signal?: AbortSignal): Promise<MetadataTable> {
  // The parser expects one kind of line end throughout and counts CRLF inside quotes twice.
  const text = rawText.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  let lastLine = 0;
  const parser = parse(text, {
    delimiter: chooseDelimiter(text),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    // An error drops the rows that were parsed and not yet taken: they must be counted before.
    on_record: (record: string[], { lines }) => {
      lastLine = lines;
      return record;
    },
  });
  let columns: readonly string[] | null = null;
  const rows: MetadataRow[] = [];
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (rows.length % 1000 === 0) throwIfCancelled(signal);
      const cells = record.map((cell) => cell.trim());
      const line = info.lines - countLineEnds(record);
      if (cells.every((cell) => cell === '')) continue;
      if (columns === null) columns = cells.map((cell) => cell.toLowerCase());
      else rows.push({ line, cells });
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new AppError('metadata-unreadable', describeCsvError(error, fileName, lastLine + 1), undefined, { cause: error });
  }
  if (columns === null) throw new AppError('metadata-unreadable', `${fileName} has no lines. Copy it again from its source.`);
  return { columns, rows };
}

/** The delimiter that the header has most often, outside quotes. */
export function chooseDelimiter(text: string): string {
  const header = /^\s*([^\r\n]*)/.exec(text)?.[1]?.replaceAll(/"[^"]*"/g, '') ?? '';
  const count = (delimiter: string): number => header.split(delimiter).length;
  return delimiters.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

function countLineEnds(record: readonly string[]): number {
  return record.reduce((total, cell) => total + cell.split('\n').length - 1, 0);
}

function describeCsvError(error: CsvError, fileName: string, nextLine: number): string {
  const advice = 'Open it in a spreadsheet program, save it as CSV and try again.';
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return `${fileName} cannot be read: a quotation mark that opens on line ${nextLine} or later is never closed. ${advice}`;
  }
  return `${fileName} cannot be read: there is a misplaced quotation mark on line ${nextLine}. ${advice}`;
}
