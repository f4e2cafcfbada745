import { describe, expect, it } from 'vitest';
import { isic2018Format } from '../../../../main/datasets/isic2018-format.ts';
import type { ParsedRows } from '../../../../main/datasets/metadata-rows.ts';
import { parseMetadataTable } from '../../../../main/datasets/metadata-table.ts';

async function parse(text: string): Promise<ParsedRows> {
  return isic2018Format.parseRows(await parseMetadataTable(text, 'truth.csv'), 'truth.csv');
}

const header = 'image,MEL,NV,BCC,AKIEC,BKL,DF,VASC';

describe('the ISIC 2018 format', () => {
  it('reads one-hot rows by their header, in any order of the columns', async () => {
    const { rows, issues } = await parse('VASC,image,NV,MEL,BCC,AKIEC,BKL,DF\n0.0,ISIC_1,0,1.0,0,0,0,0\n1,ISIC_2.jpg,0,0,0,0,0,0\n');
    expect(issues).toEqual([]);
    expect(rows.map(({ imageId, diagnosis, lesionId, line }) => ({ imageId, diagnosis, lesionId, line }))).toEqual([
      { imageId: 'ISIC_1', diagnosis: 'mel', lesionId: null, line: 2 },
      { imageId: 'ISIC_2', diagnosis: 'vasc', lesionId: null, line: 3 },
    ]);
  });

  it.each([
    [
      'ISIC_2,0,0,0,0,0,0,0',
      'invalid-row',
      'ISIC_2 has no diagnosis on line 2 of truth.csv, where exactly one is expected. It is left out.',
    ],
    [
      'ISIC_2,1,0,1,0,0,0,0',
      'invalid-row',
      'ISIC_2 has 2 diagnoses (MEL, BCC) on line 2 of truth.csv, where exactly one is expected. It is left out.',
    ],
    [
      'ISIC_2,0.7,0.3,0,0,0,0,0',
      'invalid-row',
      'ISIC_2 has "0.7" under MEL on line 2 of truth.csv, where 0 or 1 is expected. It is left out.',
    ],
    [
      'ISIC_2,,1,0,0,0,0,0',
      'invalid-row',
      'ISIC_2 has nothing under MEL on line 2 of truth.csv, where 0 or 1 is expected. It is left out.',
    ],
    [',1,0,0,0,0,0,0', 'invalid-row', 'Line 2 of truth.csv names no image. It is left out; correct the line.'],
    ['ISIC_2,1,0', 'invalid-row', 'Line 2 of truth.csv has 3 values where the header has 8. Its photograph is left out; correct the line.'],
  ])('refuses the row %s', async (line, kind, message) => {
    const { rows, issues } = await parse(`${header}\n${line}\nISIC_3,0,1,0,0,0,0,0\n`);
    expect(rows.map((row) => row.imageId)).toEqual(['ISIC_3']);
    expect(issues).toMatchObject([{ kind, severity: 'reject', line: 2, message }]);
  });

  it('refuses a diagnosis of a later challenge', async () => {
    const { rows, issues } = await parse(`${header},SCC\nISIC_1,0,0,0,0,0,0,0,1\nISIC_2,1,0,0,0,0,0,0,0\n`);
    expect(rows.map((row) => row.imageId)).toEqual(['ISIC_2']);
    expect(issues).toMatchObject([
      {
        kind: 'unknown-label',
        message: 'ISIC_1 has the diagnosis "SCC" on line 2 of truth.csv. It is left out; Nevus knows mel, bcc, akiec, nv, bkl, df, vasc.',
      },
    ]);
  });

  it('names the columns that are missing', () => {
    expect(isic2018Format.missingColumns(['image', 'mel', 'nv', 'bcc', 'bkl', 'df'])).toEqual(['AKIEC', 'VASC']);
  });
});
