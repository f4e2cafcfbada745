import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jpegBytes, writeFiles } from '../../helpers/dataset-folder.ts';
import { importFolder, jobEnd, openHostForTest, refusal } from '../../helpers/open-host.ts';
import { requireSharedData } from '../../helpers/shared-data.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** Twelve different photographs for each of two classes, and for the test part three more, one of which was learned already. */
async function writeClassTree(folder: string): Promise<void> {
  for (const [number, label] of ['melanoma', 'nevus'].entries()) {
    for (let index = 0; index < 15; index++) {
      const part = index < 12 ? 'Train' : 'Test';
      await writeFiles(folder, { [`${part}/${label}/${index}.jpg`]: await jpegBytes(number * 20 + index) });
    }
  }
  await writeFiles(folder, { 'Test/nevus/again.jpg': await jpegBytes(20) });
}

test('a tree of classes is split by photograph only, along its own parts, without what is in both', async () => {
  const folder = await temporaryFolder();
  await writeClassTree(join(folder, 'tree'));
  const { caller } = await openHostForTest(join(folder, 'workspace'));
  const { datasetId, job } = await importFolder(caller, join(folder, 'tree'));
  expect(job).toMatchObject({ status: 'succeeded', result: { imported: 31, rejected: 0 } });
  expect(await caller.call('datasets.get', { datasetId })).toMatchObject({ layout: 'class-folders', hasLesionIds: false });
  expect((await refusal(caller.call('splits.create', { datasetId }))).code).toBe('not-allowed');
  const random = await caller.call('splits.create', { datasetId, grouping: 'photograph' });
  expect(random).toMatchObject({ grouping: 'photograph', name: 'Seed 1, by photograph' });
  const own = await caller.call('splits.create', { datasetId, grouping: 'photograph', parts: 'source' });
  expect(own.counts.test).toBe(7);
  expect(own.counts.train + own.counts.validation).toBe(23);
  const { ids } = await caller.call('photographs.find', { datasetId, splitId: own.id, parts: ['test'] });
  const { photographs } = await caller.call('photographs.get', { ids });
  expect(new Set(photographs.map(({ sourcePart }) => sourcePart))).toEqual(new Set(['test']));
});

test('a dataset with lesions has no parts of its own, and is split by photograph only where that is asked for', async () => {
  const folder = await temporaryFolder();
  const { caller } = await openHostForTest(join(folder, 'workspace'));
  const lines = Array.from({ length: 12 }, (_, index) => `L${Math.floor(index / 4)},ISIC_${index},${index < 8 ? 'nv' : 'mel'}`);
  await writeFiles(join(folder, 'ham'), { 'HAM10000_metadata.csv': ['lesion_id,image_id,dx', ...lines, ''].join('\n') });
  for (let index = 0; index < 12; index++) await writeFiles(join(folder, 'ham'), { [`ISIC_${index}.jpg`]: await jpegBytes(index) });
  const { datasetId } = await importFolder(caller, join(folder, 'ham'));
  expect((await refusal(caller.call('splits.create', { datasetId, parts: 'source' }))).message).toContain('has no parts of its own');
  const split = await caller.call('splits.create', { datasetId, grouping: 'photograph', testShare: 0.25, validationShare: 0.25 });
  expect(split).toMatchObject({ grouping: 'photograph', counts: { train: 6, validation: 3, test: 3 } });
});

test('a real table of pixels is checked, imported and removed; the table itself stays as it is', { timeout: 300_000 }, async (context) => {
  const table = requireSharedData(context, 'hmnist', 'hmnist_8_8_L.csv');
  const folder = await temporaryFolder();
  const workspace = join(folder, 'workspace');
  const { caller } = await openHostForTest(workspace);
  const { folderId } = await caller.call('folders.open', { path: table });
  const { jobId } = await caller.call('imports.inspect', { folderId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
  expect(await caller.call('imports.report', { jobId })).toMatchObject({
    layout: 'hmnist-csv',
    folderLabel: 'hmnist_8_8_L.csv',
    metadataFile: 'hmnist_8_8_L.csv',
    importableCount: 10_015,
  });
  expect(await readdir(join(workspace, 'unpacked'))).toEqual([]);
  // Its label of melanocytic nevi is 4. Every tenth row stands for all: importing each of them says no more, and takes half a minute.
  const [header = '', ...rows] = (await readFile(table, 'utf8')).trimEnd().split(/\r?\n/);
  expect(rows.filter((row) => row.endsWith(',4'))).toHaveLength(6705);
  const some = rows.filter((_, index) => index % 10 === 0);
  const smaller = join(folder, 'hmnist_8_8_L.csv');
  await writeFile(smaller, [header, ...some, ''].join('\n'));
  const { datasetId } = await importFolder(caller, smaller, 'Small');
  expect(await caller.call('datasets.get', { datasetId })).toMatchObject({
    layout: 'hmnist-csv',
    hasLesionIds: false,
    photographCount: 1002,
    classCounts: expect.arrayContaining([{ label: 'nv', count: some.filter((row) => row.endsWith(',4')).length }]) as unknown,
  });
  expect(await readdir(join(workspace, 'unpacked'))).toHaveLength(1);
  await caller.call('datasets.remove', { datasetId });
  expect(await readdir(join(workspace, 'unpacked'))).toEqual([]);
});

test('a folder of anything else is refused with what it could have been', async () => {
  const folder = await temporaryFolder();
  const { caller } = await openHostForTest(join(folder, 'workspace'));
  await mkdir(join(folder, 'other'));
  await writeFile(join(folder, 'other', 'table.csv'), 'a,b\n1,2\n');
  for (const path of [join(folder, 'other'), join(folder, 'other', 'table.csv')]) {
    const { folderId } = await caller.call('folders.open', { path });
    const error = await refusal(caller.call('imports.start', { folderId }));
    expect(error.code).toBe('no-dataset');
  }
});
