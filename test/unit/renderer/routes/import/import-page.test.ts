import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ImportReport } from '../../../../../common/domain/dataset.ts';
import type { Job } from '../../../../../common/domain/job.ts';
import { AppError } from '../../../../../common/errors/app-error.ts';
import { Client } from '../../../../../renderer/api/client.ts';
import { ImportPage } from '../../../../../renderer/routes/import/import-page.svelte.ts';
import { App } from '../../../../../renderer/state/app.svelte.ts';
import { stubBrowserGlobals } from '../../helpers/browser-globals.ts';
import { exampleDataset } from '../../helpers/examples.ts';
import { WindowHost } from '../../helpers/window-host.ts';

const report: ImportReport = {
  layout: 'ham10000',
  folderLabel: 'HAM10000',
  metadataFile: 'HAM10000_metadata.csv',
  photographFolders: ['.'],
  rowCount: 2,
  fileCount: 2,
  importableCount: 2,
  rejectedCount: 0,
  lesionCount: 2,
  hasLesionIds: true,
  classCounts: [{ label: 'mel', count: 2 }],
  issueCounts: [],
  issues: [],
};

function job(changes: Partial<Job>): Job {
  return {
    id: 5,
    kind: 'inspect',
    status: 'running',
    title: 'Check HAM10000',
    queuePlace: null,
    datasetId: null,
    runId: null,
    progress: null,
    error: null,
    result: null,
    createdAt: '2026-11-21T10:00:00Z',
    startedAt: '2026-11-21T10:00:00Z',
    endedAt: null,
    ...changes,
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

let location: { hash: string };

beforeEach(() => {
  location = stubBrowserGlobals().location;
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function open(hash: string, host: WindowHost): Promise<ImportPage> {
  location.hash = hash;
  const app = new App(new Client(host.open));
  await settle();
  return new ImportPage(app);
}

describe('an import', () => {
  it('keeps job and folder in the address from the dry run to the import', async () => {
    const host = new WindowHost({
      'imports.inspect': () => ({ jobId: 5 }),
      'imports.start': () => ({ jobId: 6, datasetId: 1 }),
      'imports.report': () => report,
      'jobs.list': () => ({ jobs: [job({ status: 'succeeded' })] }),
    });
    const first = await open('#/import', host);
    expect(first.step).toBe('choose');
    await first.inspect({ folderId: 'f 1', label: 'HAM10000' });
    expect(location.hash).toBe('#/import/5?folder=f%201');

    const second = await open(location.hash, host);
    expect(second.step).toBe('report');
    second.load();
    await settle();
    expect(second.report.value?.importableCount).toBe(2);
    await second.startImport('  My data ');
    expect(host.calls.at(-1)).toEqual({ name: 'imports.start', input: { folderId: 'f 1', name: 'My data' } });
    expect(location.hash).toBe('#/import/6');
  });

  it('follows its job: checking, importing, done, stopped', async () => {
    const stepOf = async (changes: Partial<Job>): Promise<string> =>
      (await open('#/import/5', new WindowHost({ 'jobs.list': () => ({ jobs: [job(changes)] }) }))).step;
    expect(await stepOf({})).toBe('inspecting');
    expect(await stepOf({ kind: 'import', datasetId: 1 })).toBe('importing');
    expect(await stepOf({ kind: 'import', datasetId: 1, status: 'cancelling' })).toBe('importing');
    expect(await stepOf({ kind: 'import', datasetId: 1, status: 'succeeded' })).toBe('done');
    expect(await stepOf({ kind: 'import', datasetId: 1, status: 'interrupted' })).toBe('stopped');
    expect(await stepOf({ status: 'failed' })).toBe('stopped');
  });

  it('says what went wrong, and can be tried again', async () => {
    let isGone = true;
    const host = new WindowHost({
      'jobs.list': () => ({ jobs: [job({ status: 'succeeded' })] }),
      'imports.start': () => {
        if (isGone) throw new AppError('not-found', 'Choose the folder again.');
        return { jobId: 6, datasetId: 1 };
      },
    });
    const page = await open('#/import/5?folder=f1', host);
    await page.startImport('x');
    expect(page.error?.message).toBe('Choose the folder again.');
    isGone = false;
    await page.startImport('x');
    expect(page.error).toBeNull();
    expect(location.hash).toBe('#/import/6');
  });

  it('tells which datasets were made of the folder before, and proposes a name that is free', async () => {
    const datasets = ['HAM10000', 'Other', 'ham10000 (2)'].map((name, index) => ({ ...exampleDataset, id: index + 1, name }));
    const host = new WindowHost({
      'jobs.list': () => ({ jobs: [job({})] }),
      'datasets.list': () => ({ datasets }),
      'imports.known': () => ({ datasets: datasets.filter(({ id }) => id !== 2) }),
    });
    const page = await open('#/import/5?folder=f1', host);
    page.load();
    page.load();
    await settle();
    expect(page.known.map(({ id }) => id)).toEqual([3, 1]);
    expect(host.calls.filter(({ name }) => name === 'imports.known')).toEqual([{ name: 'imports.known', input: { folderId: 'f1' } }]);
    expect([page.freeName('HAM10000'), page.freeName('New')]).toEqual(['HAM10000 (3)', 'New']);
  });

  it('asks for a job that this window has not heard of', async () => {
    const page = await open('#/import/5', new WindowHost({ 'jobs.get': () => job({ status: 'succeeded', kind: 'import', datasetId: 1 }) }));
    expect(page.step).toBe('loading');
    page.load();
    await settle();
    expect(page.step).toBe('done');
  });
});
