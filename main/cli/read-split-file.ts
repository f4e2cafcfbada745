import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Part } from '../../common/domain/dataset.ts';
import { AppError } from '../../common/errors/app-error.ts';

export interface SplitFile {
  readonly fileName: string;
  readonly rows: { imageId: string; part: Part }[];
}

/** Reads a split that was made elsewhere: comma, semicolon or tab separated, columns `image_id` and `part`. */
export async function readSplitFile(path: string): Promise<SplitFile> {
  const fileName = basename(path);
  const records = parseRecords(await readText(resolve(path)), fileName);
  const rows = records.map((record, index) => {
    const imageId = record['image_id']?.trim() ?? '';
    const part = Part.safeParse(record['part']?.trim().toLowerCase());
    if (imageId === '' || !part.success) {
      const message = `${fileName}, line ${index + 2}: a row needs image_id and part, and part must be one of ${Part.options.join(', ')}.`;
      throw new AppError('metadata-unreadable', message, { line: index + 2 });
    }
    return { imageId, part: part.data };
  });
  if (rows.length < 3)
    throw new AppError('metadata-unreadable', `${fileName} has fewer than three rows, so it cannot be a split into three parts.`);
  return { fileName, rows };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') {
      throw new AppError('file-missing', `There is no file ${path}.`, undefined, { cause: thrown });
    }
    throw thrown;
  }
}

function parseRecords(text: string, fileName: string): Record<string, string | undefined>[] {
  let columns: string[] = [];
  try {
    const records = parse<Record<string, string | undefined>>(text, {
      bom: true,
      columns: (header: string[]) => (columns = header.map((name) => name.trim().toLowerCase())),
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
    });
    if (!columns.includes('image_id') || !columns.includes('part')) {
      throw new AppError(
        'metadata-unreadable',
        `${fileName} needs the columns image_id and part. It has: ${columns.join(', ') || 'none'}.`,
      );
    }
    return records;
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AppError('metadata-unreadable', `${fileName} cannot be read as a table: ${reason}`, undefined, { cause: thrown });
  }
}
