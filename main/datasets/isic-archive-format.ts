import { diagnosisLabel, shortNameOf } from '../../common/domain/diagnosis-names.ts';
import type { ImportIssue } from '../../common/domain/dataset.ts';
import { withoutExtension } from '../imaging/photograph-format.ts';
import { note, rejection } from './import-issue.ts';
import { cellReader, describeCellCount, knownOrNull, parseAge } from './metadata-rows.ts';
import type { MetadataFormat, ParsedRows, PhotographRow } from './metadata-rows.ts';
import type { MetadataRow, MetadataTable } from './metadata-table.ts';

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
  const cell = cellReader(table.columns);
  const hasLesions = table.columns.includes('lesion_id');
  const rows: PhotographRow[] = [];
  const refusedIds: string[] = [];
  const issues: ImportIssue[] = [];
  for (const row of table.rows) {
    const { line } = row;
    const imageId = withoutExtension(idOf(row, cell)).normalize('NFC');
    const refuse = (kind: 'invalid-row' | 'unknown-label', message: string): void => {
      issues.push(rejection({ kind, imageId: imageId === '' ? null : imageId, line, message }));
      refusedIds.push(imageId);
    };
    const wrongCount = describeCellCount(row, table.columns, fileName);
    if (wrongCount !== null) {
      refuse('invalid-row', wrongCount);
      continue;
    }
    if (imageId === '') {
      refuse('invalid-row', `Line ${line} of ${fileName} names no photograph (isic_id). It is left out; correct the line.`);
      continue;
    }
    const diagnosis = diagnosisOf(row, cell);
    if (diagnosis === null) {
      refuse('unknown-label', `${imageId} has no diagnosis on line ${line} of ${fileName}. It is left out.`);
      continue;
    }
    const lesionId = cell(row, 'lesion_id');
    if (hasLesions && lesionId === null) {
      const message = `${imageId} has no lesion_id on line ${line} of ${fileName}. It is imported as a lesion of its own.`;
      issues.push(note({ kind: 'invalid-row', imageId, line, message }));
    }
    rows.push({
      imageId,
      diagnosis,
      lesionId: lesionId?.normalize('NFC') ?? null,
      proof: knownOrNull(cell(row, 'diagnosis_confirm_type'))?.toLowerCase() ?? null,
      ageYears: parseAge(cell(row, 'age_approx')).years,
      sex: knownOrNull(cell(row, 'sex'))?.toLowerCase() ?? null,
      site: knownOrNull(cell(row, 'anatom_site_general'))?.toLowerCase() ?? null,
      sourcePart: null,
      line,
    });
  }
  return { rows, refusedIds, issues };
}

type Cell = ReturnType<typeof cellReader>;

function idOf(row: MetadataRow, cell: Cell): string {
  return idColumns.map((column) => cell(row, column)).find((id) => id !== null) ?? '';
}

/** The finest level that has a short name (`Melanoma Invasive` is mel); else the level of names in common use; else what there is. */
function diagnosisOf(row: MetadataRow, cell: Cell): string | null {
  const said = diagnosisColumns.flatMap((column) => {
    const words = knownOrNull(cell(row, column));
    return words === null || words.toLowerCase() === 'indeterminate' ? [] : [{ column, words }];
  });
  const chosen =
    said.find(({ words }) => shortNameOf(words) !== null) ??
    said.find(({ column }) => column === 'diagnosis_3' || column === 'diagnosis') ??
    said[0];
  return chosen === undefined ? null : diagnosisLabel(chosen.words);
}
