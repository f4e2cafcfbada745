import { diagnosisIds } from '../../common/domain/diagnosis.ts';
import type { ImportIssue } from '../../common/domain/dataset.ts';
import { withoutExtension } from '../imaging/photograph-format.ts';
import { note, rejection } from './import-issue.ts';
import { cellReader, describeCellCount, knownLabels, knownOrNull, parseAge } from './metadata-rows.ts';
import type { MetadataFormat, ParsedRows, PhotographRow } from './metadata-rows.ts';
import type { MetadataTable } from './metadata-table.ts';

const requiredColumns = ['lesion_id', 'image_id', 'dx'];

/**
 * HAM10000's metadata (doi 10.7910/DVN/DBW86T): lesion_id, image_id, dx, dx_type, age, sex, localization, and in newer copies `dataset`, the source,
 * which is read over: it must never reach a model.
 */
export const ham10000Format: MetadataFormat = {
  layout: 'ham10000',
  lesionColumn: 'lesion_id',
  isMeant: (columns) => columns.includes('image_id') && (columns.includes('dx') || columns.includes('lesion_id')),
  missingColumns: (columns) => requiredColumns.filter((column) => !columns.includes(column)),
  parseRows,
};

function parseRows(table: MetadataTable, fileName: string): ParsedRows {
  const cell = cellReader(table.columns);
  const hasLesions = table.columns.includes('lesion_id');
  const rows: PhotographRow[] = [];
  const refusedIds: string[] = [];
  const issues: ImportIssue[] = [];
  for (const row of table.rows) {
    const { line } = row;
    const imageId = withoutExtension(cell(row, 'image_id') ?? '').normalize('NFC');
    const refuse = (kind: 'invalid-row' | 'unknown-label', message: string): void => {
      issues.push(rejection({ kind, imageId: imageId === '' ? null : imageId, line, message }));
      refusedIds.push(imageId);
    };
    const remark = (message: string): void => {
      issues.push(note({ kind: 'invalid-row', imageId, line, message }));
    };

    const wrongCount = describeCellCount(row, table.columns, fileName);
    if (wrongCount !== null) {
      refuse('invalid-row', wrongCount);
      continue;
    }
    if (imageId === '') {
      refuse('invalid-row', `Line ${line} of ${fileName} has no image_id. It is left out; correct the line.`);
      continue;
    }
    const label = cell(row, 'dx');
    const diagnosis = label?.toLowerCase() ?? '';
    if (!diagnosisIds.includes(diagnosis)) {
      const said = label === null ? 'has no diagnosis (dx)' : `has the diagnosis "${label}"`;
      refuse('unknown-label', `${imageId} ${said} on line ${line} of ${fileName}. It is left out; Nevus knows ${knownLabels}.`);
      continue;
    }
    const lesionId = cell(row, 'lesion_id');
    if (lesionId === null && hasLesions)
      remark(`${imageId} has no lesion_id on line ${line} of ${fileName}. It is imported as a lesion of its own.`);
    const age = parseAge(cell(row, 'age'));
    if (age.isOdd) {
      remark(
        `${imageId} has the age "${cell(row, 'age') ?? ''}" on line ${line} of ${fileName}, which is no age. It is imported without one.`,
      );
    }
    rows.push({
      imageId,
      diagnosis,
      lesionId: lesionId?.normalize('NFC') ?? null,
      proof: knownOrNull(cell(row, 'dx_type')),
      ageYears: age.years,
      sex: knownOrNull(cell(row, 'sex'))?.toLowerCase() ?? null,
      site: knownOrNull(cell(row, 'localization'))?.toLowerCase() ?? null,
      sourcePart: null,
      line,
    });
  }
  return { rows, refusedIds, issues };
}
