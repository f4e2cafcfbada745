import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError } from '../../../common/errors/app-error.ts';
import type { PixelTable } from './find-pixel-table.ts';

export interface PixelRow {
  /** In the table, the header being 1. */
  readonly line: number;
  /** edge x edge x channels, row-major. */
  readonly pixels: Uint8Array;
  readonly diagnosis: string;
}

/** HAM10000's classes by the number that its hmnist tables give them. */
export const hmnistLabels = ['akiec', 'bcc', 'bkl', 'df', 'nv', 'vasc', 'mel'] as const;

/**
 * Reads a table row by row: it may be larger than memory.
 * @throws AppError `metadata-unreadable` naming the line: a table that a program wrote is right throughout or damaged
 */
export async function* readPixelRows(table: PixelTable, signal?: AbortSignal): AsyncGenerator<PixelRow> {
  const pixelCount = table.edge ** 2 * table.channels;
  const lines = createInterface({
    input: createReadStream(table.path, { encoding: 'latin1', ...(signal === undefined ? {} : { signal }) }),
  });
  let line = 0;
  try {
    for await (const text of lines) {
      line++;
      if (line === 1 || text.trim() === '') continue;
      yield parseRow(text, line, pixelCount, basename(table.path));
    }
  } finally {
    lines.close();
  }
}

function parseRow(text: string, line: number, pixelCount: number, fileName: string): PixelRow {
  const cells = text.split(',');
  const damaged = (what: string): AppError =>
    new AppError(
      'metadata-unreadable',
      `Line ${line} of ${fileName} ${what}. The table is damaged or was cut short; nothing was imported. Copy it again from its source.`,
    );
  if (cells.length !== pixelCount + 1) throw damaged(`has ${cells.length} values where the header has ${pixelCount + 1}`);
  const pixels = new Uint8Array(pixelCount);
  for (let index = 0; index < pixelCount; index++) {
    const value = numberIn(cells[index]);
    if (!(value >= 0 && value <= 255))
      throw damaged(`has "${cells[index] ?? ''}" as a pixel, where a whole number from 0 to 255 is expected`);
    pixels[index] = value;
  }
  const diagnosis = hmnistLabels[numberIn(cells[pixelCount])];
  if (diagnosis === undefined) throw damaged(`has the label "${cells[pixelCount] ?? ''}", where 0 to 6 is expected`);
  return { line, pixels, diagnosis };
}

function numberIn(cell: string | undefined): number {
  const text = cell?.trim() ?? '';
  return /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
}
