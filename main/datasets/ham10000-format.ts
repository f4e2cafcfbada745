import { diagnosisIds } from '../../common/domain/diagnosis.ts';
import { knownLabels, knownOrNull, parseAge, readRows } from './metadata-rows.ts';
import type { MetadataFormat, ParsedRows } from './metadata-rows.ts';
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
  const hasLesions = table.columns.includes('lesion_id');
  const columns = { id: ['image_id'], withoutId: 'has no image_id' };
  return readRows(table, fileName, columns, ({ row: { line }, imageId, cell, refuse, remark }) => {
    const label = cell('dx');
    const diagnosis = label?.toLowerCase() ?? '';
    if (!diagnosisIds.includes(diagnosis)) {
      const said = label === null ? 'has no diagnosis (dx)' : `has the diagnosis "${label}"`;
      return refuse('unknown-label', `${imageId} ${said} on line ${line} of ${fileName}. It is left out; Nevus knows ${knownLabels}.`);
    }
    const lesionId = cell('lesion_id');
    if (lesionId === null && hasLesions)
      remark(`${imageId} has no lesion_id on line ${line} of ${fileName}. It is imported as a lesion of its own.`);
    const age = parseAge(cell('age'));
    if (age.isOdd) {
      remark(`${imageId} has the age "${cell('age') ?? ''}" on line ${line} of ${fileName}, which is no age. It is imported without one.`);
    }
    return {
      diagnosis,
      lesionId: lesionId?.normalize('NFC') ?? null,
      proof: knownOrNull(cell('dx_type')),
      ageYears: age.years,
      sex: knownOrNull(cell('sex'))?.toLowerCase() ?? null,
      site: knownOrNull(cell('localization'))?.toLowerCase() ?? null,
    };
  });
}
