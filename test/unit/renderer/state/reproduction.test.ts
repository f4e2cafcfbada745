import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../../../../common/domain/job.ts';
import type { ReproductionRow } from '../../../../common/domain/reproduction.ts';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { App } from '../../../../renderer/state/app.svelte.ts';
import { ReproduceForm } from '../../../../renderer/state/reproduce-form.svelte.ts';
import { ReproductionState } from '../../../../renderer/state/reproduction.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';
import { exampleJob, settle } from '../helpers/examples.ts';
import { exampleRow } from '../helpers/reproduction-examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

const job = (status: Job['status'], id = 8): Job => exampleJob({ id, kind: 'reproduce', status });
const rows = [exampleRow('a'), exampleRow('b', { datasetIds: [] }), exampleRow('a/other', { datasetIds: [2, 1] })];

async function open(listed: () => readonly ReproductionRow[], known: Job): Promise<{ host: WindowHost; page: ReproductionState }> {
  const host = new WindowHost({
    'reproductions.list': () => ({ rows: [...listed()] }),
    'reproductions.start': () => ({ jobId: 8 }),
    'jobs.get': () => known,
  });
  const page = new ReproductionState(new App(new Client(host.open)));
  page.start();
  await settle();
  return { host, page };
}

describe('the published projects', () => {
  it('stand together with their variants', async () => {
    const { page } = await open(() => rows, job('running'));
    expect(page.projects.map((project) => project.rows.map(({ recipe }) => recipe.id))).toEqual([['a', 'a/other'], ['b']]);
  });

  it('show what goes on or went wrong, and are fetched again when that changes, not at every step', async () => {
    const { host, page } = await open(() => [exampleRow('a', { jobId: 8 })], job('running'));
    const [row] = page.rows.value!;
    const fetched = (): number => host.calls.filter(({ name }) => name === 'reproductions.list').length;
    expect(page.jobOf(row!)).toMatchObject({ id: 8, status: 'running' });
    host.responder.broadcast('jobs.changed', { job: job('running') });
    await settle();
    const before = fetched();
    host.responder.broadcast('jobs.changed', { job: job('running') });
    await settle();
    expect(fetched()).toBe(before);
    host.responder.broadcast('jobs.changed', { job: job('failed') });
    await settle();
    expect([fetched() - before, page.jobOf(row!)?.status]).toEqual([1, 'failed']);
    host.responder.broadcast('jobs.changed', { job: job('succeeded') });
    await settle();
    expect(page.jobOf(row!)).toBeNull();
  });

  it('are queued one after the other', async () => {
    const { host, page } = await open(() => rows, job('running'));
    const form = new ReproduceForm(rows);
    expect(await form.submit((requests) => page.reproduce(requests))).toBe(true);
    expect(host.calls.filter(({ name }) => name === 'reproductions.start').map(({ input }) => input)).toEqual([
      { recipeId: 'a', datasetId: 1, isQuick: false, seed: 1 },
    ]);
  });
});

describe('what is asked before', () => {
  it('leaves out what has no photographs, and variants until they are wanted', () => {
    const form = new ReproduceForm(rows);
    expect([form.single, form.requests.map(({ recipeId }) => recipeId)]).toEqual([null, ['a']]);
    form.hasVariants = true;
    form.isQuick = true;
    expect(form.requests).toEqual([
      { recipeId: 'a', datasetId: 1, isQuick: true, seed: 1 },
      { recipeId: 'a/other', datasetId: 2, isQuick: true, seed: 1 },
    ]);
  });

  it('takes the dataset and seed that are chosen for a single recipe', async () => {
    const form = new ReproduceForm([rows[2]!]);
    expect(form.datasetId).toBe(2);
    form.datasetId = 1;
    form.seed = '-3';
    expect([form.requests, form.seedError]).toEqual([[], expect.stringMatching(/0/) as string]);
    expect(await form.submit(() => Promise.resolve())).toBe(false);
    form.seed = '5';
    expect(form.requests).toEqual([{ recipeId: 'a/other', datasetId: 1, isQuick: false, seed: 5 }]);
  });

  it('shows why something was refused', async () => {
    const form = new ReproduceForm([rows[0]!]);
    expect(await form.submit(() => Promise.reject(new AppError('conflict', 'The import is not complete.')))).toBe(false);
    expect([form.failure?.message, form.isBusy]).toEqual(['The import is not complete.', false]);
  });
});
