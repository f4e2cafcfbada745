import { ham10000Format } from '../ham10000-format.ts';
import type { MetadataFormat } from '../metadata-rows.ts';

/** Tells a table that Nevus wrote when it unpacked a table of pixels. */
const ownColumn = 'hmnist_row';

/** Metadata of an unpacked table of pixels: HAM10000's columns, without `lesion_id` where the lesions are not known. */
export const hmnistFormat: MetadataFormat = {
  layout: 'hmnist-csv',
  lesionColumn: 'lesion_id',
  isMeant: (columns) => columns.includes(ownColumn),
  missingColumns: (columns) => [ownColumn, 'image_id', 'dx'].filter((column) => !columns.includes(column)),
  parseRows: (table, fileName) => ham10000Format.parseRows(table, fileName),
};
