import { diagnosisLabel, shortNameOf } from '../../common/domain/diagnosis-names.ts';
import { knownOrNull, parseAge, readRows } from './metadata-rows.ts';
import type { MetadataFormat, ParsedRows, ReadableRow } from './metadata-rows.ts';
import type { MetadataTable } from './metadata-table.ts';

/** The archive's id of a photograph, in newer and older exports. */
const idColumns = ['isic_id', 'name'];
/** Where it says the diagnosis, the finest first: exports since 2024 have a tree of five levels, older ones a single column. */
const diagnosisColumns = ['diagnosis_5', 'diagnosis_4', 'diagnosis_3', 'diagnosis', 'diagnosis_2', 'diagnosis_1', 'benign_malignant'];

/**
 * Metadata of an ISIC-archive export (isic_id, diagnosis_1 to diagnosis_5 or diagnosis, benign_malignant, lesion_id, age_approx, sex,
 * anatom_site_general, diagnosis_confirm_type). The most exact diagnosis that Nevus has a name for is the label; where it has none, the diagnosis
 * itself.
 */
export const isicArchiveFormat: MetadataFormat = {
  layout: 'isic-archive',
  lesionColumn: 'lesion_id',
  isMeant: (columns) => columns.includes('isic_id'),
  missingColumns: (columns) => {
    const missing: string[] = [];
    if (!idColumns.some((column) => columns.includes(column))) missing.push('isic_id');
    if (!diagnosisColumns.some((column) => columns.includes(column))) missing.push('diagnosis_1');
    return missing;
  },
  parseRows,
};

function parseRows(table: MetadataTable, fileName: string): ParsedRows {
  const hasLesions = table.columns.includes('lesion_id');
  const columns = { id: idColumns, withoutId: 'names no photograph (isic_id)' };
  return readRows(table, fileName, columns, ({ row: { line }, imageId, cell, refuse, remark }) => {
    const diagnosis = diagnosisOf(cell);
    if (diagnosis === null) return refuse('unknown-label', `${imageId} has no diagnosis on line ${line} of ${fileName}. It is left out.`);
    const lesionId = cell('lesion_id');
    if (hasLesions && lesionId === null)
      remark(`${imageId} has no lesion_id on line ${line} of ${fileName}. It is imported as a lesion of its own.`);
    return {
      diagnosis,
      lesionId: lesionId?.normalize('NFC') ?? null,
      proof: knownOrNull(cell('diagnosis_confirm_type'))?.toLowerCase() ?? null,
      ageYears: parseAge(cell('age_approx')).years,
      sex: knownOrNull(cell('sex'))?.toLowerCase() ?? null,
      site: knownOrNull(cell('anatom_site_general'))?.toLowerCase() ?? null,
    };
  });
}

/** The finest level that has a short name (`Melanoma Invasive` is mel); else the level of names in common use; else what there is. */
function diagnosisOf(cell: ReadableRow['cell']): string | null {
  const said = diagnosisColumns.flatMap((column) => {
    const words = knownOrNull(cell(column));
    return words === null || words.toLowerCase() === 'indeterminate' ? [] : [{ column, words }];
  });
  const chosen =
    said.find(({ words }) => shortNameOf(words) !== null) ??
    said.find(({ column }) => column === 'diagnosis_3' || column === 'diagnosis') ??
    said[0];
  return chosen === undefined ? null : diagnosisLabel(chosen.words);
}
