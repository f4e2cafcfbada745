import { readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { photograph, ham10000Table, jpegBytes, writeFiles, writeHam10000 } from '../../helpers/dataset-folder.ts';
import { connectTo, importFolder, jobEnd, nextEvent, openHostForTest, refusal } from '../../helpers/open-host.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { sampleWorkspace } from '../../helpers/trained-host.ts';

test('a dry run tells what is wrong and changes nothing; the import then does what it said', async () => {
  const folder = await temporaryFolder();
  const { caller } = await openHostForTest(join(folder, 'workspace'));
  const data = join(folder, 'Größe & Ähnliches');
  await writeHam10000(data);
  await writeFile(join(data, 'HAM10000_images_part_1', 'ISIC_2.jpg'), '');
  const { folderId, label } = await caller.call('folders.open', { path: data });
  expect(label).toBe('Größe & Ähnliches');
  const { jobId } = await caller.call('imports.inspect', { folderId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ kind: 'inspect', status: 'succeeded', result: { importable: 2, rejected: 1 } });
  const report = await caller.call('imports.report', { jobId });
  expect(report).toMatchObject({ importableCount: 2, rejectedCount: 1, folderLabel: 'Größe & Ähnliches' });
  expect((await caller.call('datasets.list', {})).datasets).toEqual([]);

  const started = await caller.call('imports.start', { folderId });
  expect(await jobEnd(caller, started.jobId)).toMatchObject({ status: 'succeeded', result: { imported: 2, rejected: 1 } });
  expect(await caller.call('imports.report', { jobId: started.jobId })).toEqual(report);
  const { datasetId } = started;
  expect(await caller.call('datasets.get', { datasetId })).toMatchObject({ photographCount: 2, rejectedCount: 1, status: 'ready' });
  const { issues } = await caller.call('datasets.rejections', { datasetId });
  expect(issues).toHaveLength(1);
  expect(issues[0]).toMatchObject({ kind: 'empty-file', severity: 'reject', imageId: 'ISIC_2' });

  await caller.call('datasets.rename', { datasetId, name: 'Named otherwise' });
  expect((await caller.call('imports.known', { folderId })).datasets).toMatchObject([{ id: datasetId, name: 'Named otherwise' }]);
  await writeHam10000(join(folder, 'other'));
  const other = await caller.call('folders.open', { path: join(folder, 'other') });
  expect((await caller.call('imports.known', { folderId: other.folderId })).datasets).toEqual([]);
});

test('no dataset, no folder, no path: refused at once, and no dataset is made', async () => {
  const folder = await temporaryFolder();
  const { caller } = await openHostForTest(join(folder, 'workspace'));
  await writeFiles(folder, { 'notes/readme.txt': 'nothing here' });
  const { folderId } = await caller.call('folders.open', { path: join(folder, 'notes') });
  expect((await refusal(caller.call('imports.start', { folderId }))).code).toBe('no-dataset');
  expect((await refusal(caller.call('imports.start', { folderId: 'unknown' }))).code).toBe('not-found');
  expect((await refusal(caller.call('folders.open', { path: join(folder, 'nowhere') }))).code).toBe('file-missing');
  expect((await refusal(caller.call('folders.open', { path: 'relative/path' }))).code).toBe('invalid-input');
  expect((await refusal(caller.call('folders.open', { path: join(folder, 'notes/readme.txt') }))).message).toContain('is a file');
  expect((await refusal(caller.call('folders.choose', { title: 'x' }))).code).toBe('not-allowed');
  const { jobId } = await caller.call('imports.inspect', { folderId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'failed', error: { code: 'no-dataset' } });
  expect((await caller.call('datasets.list', {})).datasets).toEqual([]);
});

test('with a dialog, folders come from it and never from a typed path', async () => {
  const folder = await temporaryFolder();
  await writeHam10000(join(folder, 'data'));
  const answers = [join(folder, 'data'), null];
  const { caller } = await openHostForTest(join(folder, 'workspace'), {
    folderChoice: 'dialog',
    chooseFolder: () => Promise.resolve(answers.shift() ?? null),
  });
  expect((await refusal(caller.call('folders.open', { path: folder }))).code).toBe('not-allowed');
  expect((await caller.call('folders.choose', { title: 'Import' })).folder).toMatchObject({ label: 'data' });
  expect((await caller.call('folders.choose', { title: 'Import' })).folder).toBeNull();
  expect((await caller.call('system.status', {})).folderChoice).toBe('dialog');
});

test('names: that of the folder, numbered where taken; a chosen one must be free', async () => {
  const folder = await temporaryFolder();
  const { caller } = await openHostForTest(join(folder, 'workspace'));
  await writeHam10000(join(folder, 'HAM'));
  const first = await importFolder(caller, join(folder, 'HAM'));
  const second = await importFolder(caller, join(folder, 'HAM'));
  expect((await caller.call('datasets.list', {})).datasets.map(({ name }) => name)).toEqual(['HAM', 'HAM (2)']);
  const { folderId } = await caller.call('folders.open', { path: join(folder, 'HAM') });
  expect((await refusal(caller.call('imports.start', { folderId, name: 'ham' }))).code).toBe('conflict');
  expect((await refusal(caller.call('datasets.rename', { datasetId: second.datasetId, name: 'HAM' }))).code).toBe('conflict');
  expect(await caller.call('datasets.rename', { datasetId: first.datasetId, name: 'Ham' })).toMatchObject({ name: 'Ham' });
});

test('cancel keeps what was read; resume reads only the rest; every window is told', async () => {
  const place = await sampleWorkspace(40);
  onTestFinished(() => place.remove());
  const { caller, host } = await openHostForTest(place.workspace);
  const other = connectTo(host);
  const { folderId } = await caller.call('folders.open', { path: place.sample });
  const halfway = nextEvent(other, 'jobs.changed', ({ job }) => (job.progress?.done ?? 0) > 0);
  const { datasetId, jobId } = await caller.call('imports.start', { folderId });
  await halfway;
  expect((await refusal(caller.call('imports.resume', { datasetId }))).message).toContain('already going on');
  expect((await refusal(caller.call('datasets.remove', { datasetId }))).code).toBe('conflict');
  await caller.call('jobs.cancel', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'cancelled', error: null });
  const partial = await caller.call('datasets.get', { datasetId });
  expect(partial.status).toBe('importing');
  expect(partial.photographCount).toBeGreaterThan(0);

  const doneFirst = nextEvent(other, 'jobs.changed', ({ job }) => job.progress?.stage === 'Importing photographs');
  const resumed = await caller.call('imports.resume', { datasetId });
  expect((await doneFirst).job.progress!.done).toBeGreaterThanOrEqual(partial.photographCount);
  expect((await jobEnd(other, resumed.jobId)).status).toBe('succeeded');
  const report = await caller.call('imports.report', { jobId: resumed.jobId });
  expect(partial.photographCount).toBeLessThan(report.rowCount);
  expect(await caller.call('datasets.get', { datasetId })).toMatchObject({ status: 'ready', photographCount: report.rowCount });
}, 60_000);

test('when nothing can be imported the job fails and says why for each', async () => {
  const folder = await temporaryFolder();
  const { caller } = await openHostForTest(join(folder, 'workspace'));
  const data = join(folder, 'data');
  await writeHam10000(data);
  for (const name of ['part_1/ISIC_1', 'part_1/ISIC_2', 'part_2/ISIC_3']) await truncate(join(data, `HAM10000_images_${name}.jpg`), 300);
  const { datasetId, job } = await importFolder(caller, data);
  expect(job).toMatchObject({ status: 'failed', error: { code: 'no-dataset' } });
  expect((await caller.call('datasets.rejections', { datasetId })).issues.map(({ kind }) => kind)).toEqual([
    'truncated',
    'truncated',
    'truncated',
  ]);
});

test('images: a lost thumbnail is made again, a TIFF is shown as a JPEG, nothing outside the folder is shown', async () => {
  const folder = await temporaryFolder();
  const { caller, host } = await openHostForTest(join(folder, 'workspace'));
  const data = join(folder, 'data');
  await writeFiles(data, {
    'HAM10000_metadata.csv': ham10000Table(['L1', 'ISIC_1', 'nv'], ['L2', 'ISIC_2', 'mel'], ['L3', 'ISIC_3', 'bcc']),
    'ISIC_1.jpg': await jpegBytes(1),
    'ISIC_2.tif': await photograph(2).tiff().toBuffer(),
    'ISIC_3.jpg': await photograph(3).png().toBuffer(),
  });
  const { datasetId } = await importFolder(caller, data);
  const [jpeg, tiff, png] = (await caller.call('photographs.find', { datasetId, sort: 'imageId' })).ids as [number, number, number];

  const thumbnail = await host.locateImage(jpeg, 'thumbnail');
  const before = await readFile(thumbnail.path);
  await writeFile(thumbnail.path, '');
  expect(await readFile((await host.locateImage(jpeg, 'thumbnail')).path)).toEqual(before);

  const shown = await host.locateImage(tiff, 'full');
  expect(shown.contentType).toBe('image/jpeg');
  expect((await readFile(shown.path)).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect((await host.locateImage(png, 'full')).contentType).toBe('image/png');

  await rename(join(data, 'ISIC_1.jpg'), join(folder, 'elsewhere.jpg'));
  expect((await refusal(host.locateImage(jpeg, 'full'))).code).toBe('file-missing');
  await symlink(join(folder, 'elsewhere.jpg'), join(data, 'ISIC_1.jpg'));
  expect((await refusal(host.locateImage(jpeg, 'full'))).code).toBe('not-allowed');
  expect((await refusal(host.locateImage(9999, 'full'))).code).toBe('not-found');
});

test('a folder that went away stops a resume with a clear error, and what was imported stays', async () => {
  const place = await sampleWorkspace(40);
  onTestFinished(() => place.remove());
  const { caller } = await openHostForTest(place.workspace);
  const { folderId } = await caller.call('folders.open', { path: place.sample });
  const halfway = nextEvent(caller, 'jobs.changed', ({ job }) => (job.progress?.done ?? 0) > 0);
  const { datasetId, jobId } = await caller.call('imports.start', { folderId });
  await halfway;
  await caller.call('jobs.cancel', { jobId });
  await jobEnd(caller, jobId);
  const { photographCount } = await caller.call('datasets.get', { datasetId });
  await rm(place.sample, { recursive: true });
  const resumed = await caller.call('imports.resume', { datasetId });
  expect(await jobEnd(caller, resumed.jobId)).toMatchObject({ status: 'failed', error: { code: 'file-missing' } });
  expect(await caller.call('datasets.get', { datasetId })).toMatchObject({ photographCount, status: 'importing' });
}, 60_000);
