import { basename, join } from 'node:path';
import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ImportReport } from '../../../../common/domain/dataset.ts';
import { inspectFolder } from '../../../../main/datasets/inspect-folder.ts';
import { ham10000Table, jpegBytes, writeFiles, writeHam10000 } from '../../../helpers/dataset-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

describe('inspectFolder', () => {
  it('reports a good folder', async () => {
    const folder = await temporaryFolder();
    await writeHam10000(folder);
    expect(await inspectFolder(folder)).toEqual({
      layout: 'ham10000',
      folderLabel: basename(folder),
      metadataFile: 'HAM10000_metadata.csv',
      photographFolders: ['HAM10000_images_part_1', 'HAM10000_images_part_2'],
      rowCount: 3,
      fileCount: 3,
      importableCount: 3,
      rejectedCount: 0,
      lesionCount: 2,
      hasLesionIds: true,
      classCounts: [
        { label: 'mel', count: 1 },
        { label: 'nv', count: 2 },
      ],
      issueCounts: [],
      issues: [],
    });
  });

  it('rejects bad photographs singly and keeps the rest', async () => {
    const folder = await temporaryFolder();
    await writeHam10000(folder);
    await writeFiles(folder, { 'HAM10000_images_part_1/ISIC_2.jpg': '' });
    await rm(join(folder, 'HAM10000_images_part_2/ISIC_3.jpg'));
    const report = await inspectFolder(folder);
    expect(report).toMatchObject({
      importableCount: 1,
      rejectedCount: 2,
      lesionCount: 1,
      classCounts: [{ label: 'nv', count: 1 }],
      issueCounts: [
        { kind: 'missing-photograph', severity: 'reject', count: 1 },
        { kind: 'empty-file', severity: 'reject', count: 1 },
      ],
    });
    expect(ImportReport.parse(report)).toEqual(report);
  });

  it('finds the same photograph under two ids', async () => {
    const folder = await temporaryFolder();
    await writeHam10000(folder);
    await writeFiles(folder, { 'HAM10000_images_part_2/ISIC_3.jpg': await jpegBytes(1) });
    expect((await inspectFolder(folder)).issues).toEqual([
      {
        kind: 'identical-content',
        severity: 'note',
        imageId: 'ISIC_3',
        fileName: 'HAM10000_images_part_2/ISIC_3.jpg',
        line: null,
        message: 'ISIC_3 is the same photograph as ISIC_1, byte for byte. Both are imported.',
      },
    ]);
  });

  it('lists at most fifty findings of a kind and counts them all', async () => {
    const folder = await temporaryFolder();
    const rows = Array.from({ length: 120 }, (_, index) => [`L${index}`, `ISIC_${index}`, 'nv'] as const);
    await writeFiles(folder, { 'HAM10000_metadata.csv': ham10000Table(...rows), 'ISIC_0.jpg': await jpegBytes() });
    const report = await inspectFolder(folder);
    expect(report.issueCounts).toEqual([{ kind: 'missing-photograph', severity: 'reject', count: 119 }]);
    expect(report.issues).toHaveLength(50);
    expect(report).toMatchObject({ rowCount: 120, fileCount: 1, importableCount: 1, rejectedCount: 119 });
  });

  it('tells how far it is', async () => {
    const folder = await temporaryFolder();
    await writeHam10000(folder);
    const told: [number, number, string][] = [];
    await inspectFolder(folder, { onProgress: (...progress) => told.push(progress) });
    expect(told).toEqual([
      [0, 0, 'Reading the metadata'],
      [1, 3, 'Checking photographs'],
      [2, 3, 'Checking photographs'],
      [3, 3, 'Checking photographs'],
    ]);
  });

  it('stops when cancelled', async () => {
    const folder = await temporaryFolder();
    const rows = Array.from({ length: 60 }, (_, index) => [`L${index}`, `ISIC_${index}`, 'nv'] as const);
    const bytes = await jpegBytes(1, 600, 450);
    await writeFiles(folder, {
      'HAM10000_metadata.csv': ham10000Table(...rows),
      ...Object.fromEntries(rows.map(([, imageId]) => [`${imageId}.jpg`, bytes])),
    });
    const controller = new AbortController();
    let done = 0;
    const onProgress = (count: number): void => {
      done = count;
      if (count === 5) controller.abort();
    };
    await expect(inspectFolder(folder, { signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'cancelled' });
    expect(done).toBeLessThan(60);
  });
});
