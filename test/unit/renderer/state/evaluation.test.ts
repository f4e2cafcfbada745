import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PhotographFilter } from '../../../../common/contract/dataset-calls.ts';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { App } from '../../../../renderer/state/app.svelte.ts';
import { loadCellPhotographs } from '../../../../renderer/state/evaluation-cell.ts';
import { EvaluationState } from '../../../../renderer/state/evaluation.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';
import { exampleEvaluation, exampleJob, exampleRun, exampleSplit, settle } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

async function open(handlers: ConstructorParameters<typeof WindowHost>[0] = {}): Promise<{ host: WindowHost; page: EvaluationState }> {
  const host = new WindowHost({
    'runs.list': () => ({ runs: [exampleRun()] }),
    'splits.list': () => ({ splits: [exampleSplit({ testOpenings: 2 })] }),
    'evaluations.list': () => ({ evaluations: [exampleEvaluation(), exampleEvaluation({ id: 2, part: 'test', testOpening: 2 })] }),
    'evaluations.start': () => ({ jobId: 9 }),
    'jobs.get': () => exampleJob(),
    ...handlers,
  });
  const page = new EvaluationState(new App(new Client(host.open)), 1, null);
  page.start();
  await settle();
  return { host, page };
}

describe('evaluations of a run', () => {
  it('come newest first; the newest is shown until another is chosen', async () => {
    const { page } = await open();
    expect(page.list.map(({ id }) => id)).toEqual([2, 1]);
    expect([page.shown?.id, page.lacksValidation, page.split?.testOpenings]).toEqual([2, false, 2]);
    page.choose(1);
    expect(page.shown?.id).toBe(1);
  });

  it('follow a job, and show what it brings', async () => {
    const { host, page } = await open();
    expect(await page.evaluate({ datasetId: 5 })).toBe(true);
    expect(host.calls).toContainEqual({ name: 'evaluations.start', input: { runId: 1, datasetId: 5, views: 1 } });
    expect(page.jobs.map(({ id }) => id)).toEqual([9]);
    host.responder.broadcast('evaluations.finished', { evaluation: exampleEvaluation({ id: 8, runId: 2 }) });
    host.responder.broadcast('evaluations.finished', { evaluation: exampleEvaluation({ id: 7, part: null, datasetId: 5 }) });
    await settle();
    expect([page.list.map(({ id }) => id), page.shown?.id]).toEqual([[7, 2, 1], 7]);
  });

  it('keep their places when one is figured anew, and the one that is shown stays', async () => {
    const { host, page } = await open();
    page.choose(2);
    host.responder.broadcast('evaluations.changed', { evaluation: exampleEvaluation({ naming: 'balanced' }) });
    host.responder.broadcast('evaluations.changed', { evaluation: exampleEvaluation({ id: 8, runId: 2 }) });
    await settle();
    expect(page.list.map(({ id, naming }) => [id, naming])).toEqual([
      [2, 'network'],
      [1, 'balanced'],
    ]);
    expect(page.shown?.id).toBe(2);
  });

  it('say why one did not come about: refused at once, or failed later', async () => {
    const refused = await open({
      'evaluations.start': () => {
        throw new AppError('conflict', 'The run has no model.');
      },
    });
    expect(await refused.page.evaluate({ part: 'test' })).toBe(false);
    expect(refused.page.failure?.message).toBe('The run has no model.');

    const { host, page } = await open();
    await page.evaluate({ part: 'validation' });
    const error = { code: 'engine-crashed' as const, message: 'The engine stopped.' };
    host.responder.broadcast('jobs.changed', { job: exampleJob({ id: 10, status: 'failed', error }) });
    await settle();
    expect(page.failure).toBeNull();
    host.responder.broadcast('jobs.changed', { job: exampleJob({ status: 'failed', error }) });
    await settle();
    expect(page.failure?.code).toBe('engine-crashed');
  });
});

it('brings the photographs of a cell, the most certain of the model’s calls first', async () => {
  const host = new WindowHost({
    'photographs.find': () => ({ ids: [1, 2, 3] }),
    'predictions.get': () => ({
      predictions: [
        { photographId: 1, naming: 'network' as const, differential: [{ label: 'nv', probability: 0.6 }] },
        { photographId: 3, naming: 'network' as const, differential: [{ label: 'nv', probability: 0.9 }] },
      ],
    }),
  });
  const filter = PhotographFilter.parse({ datasetId: 1, cell: { evaluationId: 1, actual: 'mel', predicted: 'nv' } });
  const photographs = await loadCellPhotographs(new Client(host.open), 1, filter, 'nv', new AbortController().signal);
  expect(photographs).toEqual([
    { id: 3, probability: 0.9 },
    { id: 1, probability: 0.6 },
    { id: 2, probability: null },
  ]);
});
