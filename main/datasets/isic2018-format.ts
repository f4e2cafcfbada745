import { knownLabels, readRows } from './metadata-rows.ts';
import type { MetadataFormat, ParsedRows } from './metadata-rows.ts';
import type { MetadataTable } from './metadata-table.ts';

/** The challenge's columns (ISIC 2018, task 3), in its order; each is one of HAM10000's labels in capitals. */
const classColumns = ['MEL', 'NV', 'BCC', 'AKIEC', 'BKL', 'DF', 'VASC'];

/** ISIC 2018's ground truth: `image` and one column a class, 1 for the true one and 0 for the others. It knows no lesions. */
export const isic2018Format: MetadataFormat = {
  layout: 'isic2018-groundtruth',
  lesionColumn: null,
  isMeant: (columns) => columns.includes('image') && classColumns.filter((name) => columns.includes(name.toLowerCase())).length >= 2,
  missingColumns: (columns) => ['image', ...classColumns].filter((name) => !columns.includes(name.toLowerCase())),
  parseRows,
};

function parseRows(table: MetadataTable, fileName: string): ParsedRows {
  const labelColumns = table.columns.filter((column) => column !== '' && column !== 'image');
  const columns = { id: ['image'], withoutId: 'names no image' };
  return readRows(table, fileName, columns, ({ row: { line }, imageId, cell, refuse }) => {
    const values = labelColumns.map((column) => ({ column, text: cell(column) ?? '', value: Number(cell(column) ?? Number.NaN) }));
    const odd = values.find(({ value }) => value !== 0 && value !== 1);
    if (odd !== undefined) {
      const said = odd.text === '' ? 'nothing' : `"${odd.text}"`;
      return refuse(
        'invalid-row',
        `${imageId} has ${said} under ${odd.column.toUpperCase()} on line ${line} of ${fileName}, where 0 or 1 is expected. It is left out.`,
      );
    }
    const ones = values.filter(({ value }) => value === 1).map(({ column }) => column);
    const [label] = ones;
    if (label === undefined || ones.length > 1) {
      const said = label === undefined ? 'no diagnosis' : `${ones.length} diagnoses (${ones.join(', ').toUpperCase()})`;
      return refuse('invalid-row', `${imageId} has ${said} on line ${line} of ${fileName}, where exactly one is expected. It is left out.`);
    }
    if (!classColumns.includes(label.toUpperCase())) {
      return refuse(
        'unknown-label',
        `${imageId} has the diagnosis "${label.toUpperCase()}" on line ${line} of ${fileName}. It is left out; Nevus knows ${knownLabels}.`,
      );
    }
    return { diagnosis: label, lesionId: null, proof: null, ageYears: null, sex: null, site: null };
  });
}
