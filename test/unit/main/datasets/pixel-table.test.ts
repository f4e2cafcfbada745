import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findPixelTable } from '../../../../main/datasets/pixel-table/find-pixel-table.ts';
import type { PixelTable } from '../../../../main/datasets/pixel-table/find-pixel-table.ts';
import { beginUnpacking, unpackedTable, unpackPixelTable } from '../../../../main/datasets/pixel-table/unpack-pixel-table.ts';
import { planImport } from '../../../../main/datasets/plan-import.ts';
import { ham10000Table, writeFiles } from '../../../helpers/dataset-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

function tableText(edge: number, channels: number, rows: readonly (readonly number[])[]): string {
  const count = edge * edge * channels;
  const header = [...Array.from({ length: count }, (_, index) => `pixel${String(index).padStart(4, '0')}`), 'label'];
  return [header, ...rows].map((cells) => cells.join(',')).join('\n');
}

/** 2 x 2 RGB. */
const rows = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255, 4],
  [255, 254, 253, 3, 4, 5, 6, 7, 8, 9, 10, 11, 6],
];

async function unpack(folder: string): Promise<string> {
  const table = (await findPixelTable(folder)) as PixelTable;
  const target = join(folder, 'unpacked');
  await beginUnpacking(target, table);
  await unpackPixelTable(target, { onProgress: () => undefined });
  return target;
}

describe('a table of pixels', () => {
  it('is found by its columns: the one with the most pixels, or the one that is named', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'a.csv': tableText(2, 1, []), 'b.csv': tableText(2, 3, rows), 'c.csv': 'pixel0000,label\n' });
    expect(await findPixelTable(folder)).toMatchObject({
      path: expect.stringContaining('b.csv') as string,
      edge: 2,
      channels: 3,
      metadata: null,
    });
    expect(await findPixelTable(join(folder, 'a.csv'))).toMatchObject({ edge: 2, channels: 1 });
    expect(await findPixelTable(join(folder, 'c.csv'))).toBeNull();
  });

  it('becomes photographs, byte for byte, that are planned like all others', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'hmnist_2_2_RGB.csv': tableText(2, 3, rows) });
    const target = await unpack(folder);
    const plan = await planImport(target);
    expect(plan).toMatchObject({ layout: 'hmnist-csv', hasLesionIds: false, issues: [] });
    expect(plan.photographs).toMatchObject([
      { imageId: 'row_00001', diagnosis: 'nv', lesionId: null },
      { imageId: 'row_00002', diagnosis: 'mel', lesionId: null },
    ]);
    const pixels = await sharp(join(target, plan.photographs[0]!.relativePath)).raw().toBuffer();
    expect([...pixels]).toEqual(rows[0]!.slice(0, -1));
    expect([await unpackedTable(target), await unpackedTable(folder)]).toEqual([join(folder, 'hmnist_2_2_RGB.csv'), null]);
    await writeFiles(folder, { 'source.json': '{"of": "another program"}' });
    expect(await unpackedTable(folder)).toBeNull();
  });

  it('takes ids and lesions from the metadata beside it', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'hmnist_2_2_RGB.csv': tableText(2, 3, rows),
      'HAM10000_metadata.csv': ham10000Table(['L1', 'ISIC_7', 'nv'], ['L2', 'ISIC_8', 'mel']),
    });
    const plan = await planImport(await unpack(folder));
    expect(plan.hasLesionIds).toBe(true);
    expect(plan.photographs).toMatchObject([
      { imageId: 'ISIC_7', lesionId: 'L1', ageYears: 50, site: 'back' },
      { imageId: 'ISIC_8', lesionId: 'L2' },
    ]);
  });

  it.each([
    [
      'another order',
      ham10000Table(['L1', 'ISIC_7', 'mel'], ['L2', 'ISIC_8', 'nv']),
      'line 2 of the first is nv, where the second says mel',
    ],
    ['fewer rows', ham10000Table(['L1', 'ISIC_7', 'nv']), 'the second has no such row'],
    [
      'more rows',
      ham10000Table(['L1', 'ISIC_7', 'nv'], ['L2', 'ISIC_8', 'mel'], ['L3', 'ISIC_9', 'df']),
      'the first has 2 rows and the second 3',
    ],
  ])('is refused with metadata in %s', async (_what, metadata, why) => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'hmnist.csv': tableText(2, 3, rows), 'HAM10000_metadata.csv': metadata });
    await expect(unpack(folder)).rejects.toMatchObject({ code: 'metadata-unreadable', message: expect.stringContaining(why) as string });
    await expect(readFile(join(folder, 'unpacked', 'hmnist_metadata.csv'))).rejects.toThrow(/ENOENT/);
  });

  it.each([
    ['a row that was cut short', '1,2,3', 'Line 4 of hmnist.csv has 3 values where the header has 13'],
    ['a pixel that is none', rows[0]!.with(3, 256).join(','), 'Line 4 of hmnist.csv has "256" as a pixel'],
    ['a class that is none', rows[0]!.with(12, 7).join(','), 'Line 4 of hmnist.csv has the label "7"'],
  ])('is refused with %s', async (_what, row, why) => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'hmnist.csv': `${tableText(2, 3, rows)}\n${row}` });
    await expect(unpack(folder)).rejects.toMatchObject({ code: 'metadata-unreadable', message: expect.stringContaining(why) as string });
  });

  it('is unpacked again after an interruption, and not without its table', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'hmnist.csv': tableText(2, 3, rows) });
    const target = await unpack(folder);
    await unpackPixelTable(target, { onProgress: () => expect.fail('It is unpacked already.') });
    await rm(join(target, 'hmnist_metadata.csv'));
    await unpackPixelTable(target, { onProgress: () => undefined });
    expect((await planImport(target)).photographs).toHaveLength(2);
    await rm(join(target, 'hmnist_metadata.csv'));
    await rm(join(folder, 'hmnist.csv'));
    await expect(unpackPixelTable(target, { onProgress: () => undefined })).rejects.toMatchObject({ code: 'file-missing' });
  });
});
