import { describe, expect, it } from 'vitest';
import { ham10000Format } from '../../../../main/datasets/ham10000-format.ts';
import type { ParsedRows } from '../../../../main/datasets/metadata-rows.ts';
import { parseMetadataTable } from '../../../../main/datasets/metadata-table.ts';

async function parse(text: string): Promise<ParsedRows> {
  return ham10000Format.parseRows(await parseMetadataTable(text, 'HAM10000_metadata'), 'HAM10000_metadata');
}

const header = 'lesion_id,image_id,dx,dx_type,age,sex,localization';

describe('the HAM10000 format', () => {
  it('reads a row of the published table', async () => {
    const { rows, issues } = await parse(`${header},dataset\nHAM_0000118,ISIC_0027419,bkl,histo,80.0,Male,Scalp,vidir_modern\n`);
    expect(issues).toEqual([]);
    expect(rows).toEqual([
      {
        imageId: 'ISIC_0027419',
        diagnosis: 'bkl',
        lesionId: 'HAM_0000118',
        proof: 'histo',
        ageYears: 80,
        sex: 'male',
        site: 'scalp',
        sourcePart: null,
        line: 2,
      },
    ]);
  });

  it('finds columns by name, in any order, and does without the optional ones', async () => {
    const { rows } = await parse('dx,image_id.jpg,image_id,lesion_id\nMEL,x,ISIC_1.jpg,L1\n');
    expect(rows).toEqual([
      {
        imageId: 'ISIC_1',
        diagnosis: 'mel',
        lesionId: 'L1',
        proof: null,
        ageYears: null,
        sex: null,
        site: null,
        sourcePart: null,
        line: 2,
      },
    ]);
  });

  it('takes blanks and "unknown" for what they are', async () => {
    const { rows, issues } = await parse(`${header}\nL1,ISIC_1,nv,,,unknown,unknown\nL1,ISIC_2,nv,,NaN,,\n`);
    expect(issues).toEqual([]);
    for (const row of rows) expect(row).toMatchObject({ proof: null, ageYears: null, sex: null, site: null });
  });

  it.each([
    ['abc', null],
    ['-5', null],
    ['400', null],
    ['1e1', null],
    ['80,5', 80.5],
    ['0.0', 0],
  ])('reads the age "%s" as %s', async (text, ageYears) => {
    const { rows, issues } = await parse(`${header.replaceAll(',', ';')}\nL1;ISIC_1;nv;histo;${text};male;back\n`);
    expect(rows[0]?.ageYears).toBe(ageYears);
    expect(issues).toEqual(
      ageYears !== null
        ? []
        : [
            {
              kind: 'invalid-row',
              severity: 'note',
              imageId: 'ISIC_1',
              fileName: null,
              line: 2,
              message: `ISIC_1 has the age "${text}" on line 2 of HAM10000_metadata, which is no age. It is imported without one.`,
            },
          ],
    );
  });

  it.each([
    [
      'L1,ISIC_2,scc,histo,50,male,back',
      'unknown-label',
      'ISIC_2 has the diagnosis "scc" on line 3 of HAM10000_metadata. It is left out; Nevus knows mel, bcc, akiec, nv, bkl, df, vasc.',
    ],
    [
      'L1,ISIC_2,,histo,50,male,back',
      'unknown-label',
      'ISIC_2 has no diagnosis (dx) on line 3 of HAM10000_metadata. It is left out; Nevus knows mel, bcc, akiec, nv, bkl, df, vasc.',
    ],
    ['L1,,nv,histo,50,male,back', 'invalid-row', 'Line 3 of HAM10000_metadata has no image_id. It is left out; correct the line.'],
    [
      'L1,ISIC_2,nv',
      'invalid-row',
      'Line 3 of HAM10000_metadata has 3 values where the header has 7. Its photograph is left out; correct the line.',
    ],
    [
      'L1,ISIC_2,nv,histo,50,male,back,more',
      'invalid-row',
      'Line 3 of HAM10000_metadata has 8 values where the header has 7. Its photograph is left out; correct the line.',
    ],
  ])('refuses the row %s and keeps the others', async (line, kind, message) => {
    const { rows, issues } = await parse(`${header}\nL1,ISIC_1,nv,histo,50,male,back\n${line}\nL2,ISIC_3,nv,histo,50,male,back\n`);
    expect(rows.map((row) => row.imageId)).toEqual(['ISIC_1', 'ISIC_3']);
    expect(issues).toMatchObject([{ kind, severity: 'reject', line: 3, message }]);
  });

  it('lets blank values follow at the end of a line', async () => {
    const { rows, issues } = await parse(`${header}\nL1,ISIC_1,nv,histo,50,male,back,,\n`);
    expect(rows).toHaveLength(1);
    expect(issues).toEqual([]);
  });

  it('imports a photograph without lesion as a lesion of its own, and says so', async () => {
    const { rows, issues } = await parse(`${header}\n,ISIC_1,nv,histo,50,male,back\n`);
    expect(rows[0]?.lesionId).toBeNull();
    expect(issues).toMatchObject([
      { severity: 'note', message: 'ISIC_1 has no lesion_id on line 2 of HAM10000_metadata. It is imported as a lesion of its own.' },
    ]);
  });
});
