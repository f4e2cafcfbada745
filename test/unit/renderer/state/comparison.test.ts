import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { App } from '../../../../renderer/state/app.svelte.ts';
import { comparisonPath, parseComparison } from '../../../../renderer/state/comparison-address.ts';
import { ComparisonState } from '../../../../renderer/state/comparison.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';
import { exampleComparison } from '../helpers/comparison-examples.ts';
import { exampleEpoch, exampleEvaluation, exampleRun, exampleSplit, settle } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

const runs = [
  exampleRun({ id: 1, name: 'First' }),
  exampleRun({ id: 2, name: 'Second', splitId: 2 }),
  exampleRun({ id: 3, name: 'Third' }),
  exampleRun({ id: 4, name: 'Elsewhere', datasetId: 2 }),
  exampleRun({ id: 5, name: 'Both', members: [1, 3], epochsDone: 0 }),
  exampleRun({ id: 6, name: 'Waiting', status: 'queued', epochsDone: 0 }),
];

interface Opened {
  host: WindowHost;
  app: App;
  page: ComparisonState;
}

async function open(path: string, handlers: ConstructorParameters<typeof WindowHost>[0] = {}): Promise<Opened> {
  const host = new WindowHost({
    'runs.list': () => ({ runs }),
    'runs.compare': ({ referenceRunId, part }) => exampleComparison({ part, referenceRunId: referenceRunId ?? 1 }),
    'runs.epochs': () => ({ epochs: [exampleEpoch(1)] }),
    'splits.list': () => ({ splits: [exampleSplit({ id: 2, name: 'Other' })] }),
    'evaluations.list': ({ runId }) => ({ evaluations: runId === 2 ? [exampleEvaluation({ runId: 2, part: 'test' })] : [] }),
    ...handlers,
  });
  const app = new App(new Client(host.open));
  app.router.go(path);
  const page = new ComparisonState(app);
  page.start();
  await settle();
  return { host, app, page };
}

const comparesOf = (host: WindowHost): unknown[] => host.calls.filter(({ name }) => name === 'runs.compare').map(({ input }) => input);

describe('the address of a comparison', () => {
  it('comes back as it was, and leaves out what goes without saying', () => {
    const address = { runIds: [3, 1], referenceId: 1, part: 'test', otherId: 3, cell: 'neither', diagnosis: 'a b' } as const;
    const path = comparisonPath(address);
    expect(path).toBe('/compare?runs=3,1&reference=1&part=test&other=3&cell=neither&dx=a%20b');
    expect(parseComparison(new URLSearchParams(path.split('?')[1]))).toEqual(address);
    expect(comparisonPath({ runIds: [3, 1], referenceId: 3, cell: 'onlyOther' })).toBe('/compare?runs=3,1');
    expect(comparisonPath({ runIds: [] })).toBe('/compare');
  });

  it('is understood as far as it goes', () => {
    const query = new URLSearchParams('runs=3,x,3,-1,1,7,8,9&reference=no&part=train&cell=all');
    expect(parseComparison(query)).toEqual({
      runIds: [3, 1, 7, 8],
      referenceId: null,
      part: null,
      otherId: null,
      cell: 'onlyOther',
      diagnosis: null,
    });
  });
});

describe('runs that are compared', () => {
  it('come from the address, in its order; the reference is asked for, and what comes is shown', async () => {
    const { host, page } = await open('/compare?runs=2,99,1&reference=1', {
      'runs.compare': () => exampleComparison({ runs: exampleComparison().runs.toReversed() }),
    });
    expect([page.ids, page.reference?.id, page.other?.id, page.part]).toEqual([[2, 1], 1, 2, 'validation']);
    page.loadFigures();
    page.loadRuns();
    await settle();
    expect(comparesOf(host)).toEqual([{ runIds: [2, 1], referenceRunId: 1, part: 'validation' }]);
    expect(page.comparison?.runs.map(({ runId }) => runId)).toEqual([2, 1]);
    expect([...(page.epochs.value?.keys() ?? [])]).toEqual([2, 1]);
    expect(page.splitOf(runs[1]!)?.name).toBe('Other');
    expect(page.isTestOpened).toBe(false);
  });

  it('are added, taken out and ordered, of one dataset only; another reference is another comparison', async () => {
    const { app, page } = await open('/compare?runs=1,2');
    expect(page.candidates.map(({ id }) => id)).toEqual([5, 3]);
    page.loadFigures();
    await settle();
    expect(page.comparison).toBeDefined();
    page.pin(2);
    expect(page.comparison).toBeUndefined();
    page.add(3);
    expect([page.ids, page.reference?.id]).toEqual([[1, 2, 3], 2]);
    page.move(3, -1);
    page.move(1, -1);
    expect([page.ids, page.reference?.id]).toEqual([[1, 3, 2], 2]);
    page.chooseOther(3);
    page.chooseCell('neither');
    page.chooseDiagnosis('mel');
    page.choosePart('test');
    expect([page.other?.id, page.cell, page.diagnosis, page.part]).toEqual([3, 'neither', 'mel', 'test']);
    expect(app.router.query.toString()).toBe('runs=1%2C3%2C2&reference=2&part=test&other=3&cell=neither&dx=mel');
    page.remove(2);
    expect([page.ids, page.reference?.id]).toEqual([[1, 3], 1]);
    page.remove(1);
    expect([page.isEnough, page.comparison]).toEqual([false, undefined]);
    page.add(1);
    page.add(2);
    page.add(5);
    expect(page.candidates).toEqual([]);
  });

  it('are those of the last time where the address names none', async () => {
    const { page } = await open('/compare?runs=1,3');
    page.remember();
    const later = await open('/compare');
    expect(later.page.ids).toEqual([]);
    later.page.restore();
    expect(later.page.ids).toEqual([1, 3]);
    expect(page.isEnough).toBe(true);
  });

  it('are compared on the test part where an ensemble is among them; why not is said', async () => {
    const { host, page } = await open('/compare?runs=5,2', {
      'runs.compare': () => {
        throw new AppError('not-allowed', 'It has not been opened.', { runIds: [5] });
      },
    });
    expect(page.part).toBe('test');
    page.loadFigures();
    await settle();
    expect(comparesOf(host)).toEqual([{ runIds: [5, 2], referenceRunId: 5, part: 'test' }]);
    expect([page.comparison, page.figures.error?.message]).toEqual([undefined, 'It has not been opened.']);
  });

  it('are fetched again when one of them trains on or is judged', async () => {
    const { host, page } = await open('/compare?runs=1,2');
    page.loadRuns();
    page.loadFigures();
    await settle();
    const before = host.calls.length;
    host.responder.broadcast('runs.epochEnded', { runId: 3, epoch: exampleEpoch(2) });
    host.responder.broadcast('evaluations.finished', { evaluation: exampleEvaluation({ runId: 3 }) });
    await settle();
    expect(host.calls).toHaveLength(before);
    host.responder.broadcast('runs.epochEnded', { runId: 1, epoch: exampleEpoch(2) });
    await settle();
    expect(host.calls.slice(before).map(({ name }) => name)).toEqual(['runs.epochs', 'runs.epochs']);
    host.responder.broadcast('evaluations.changed', { evaluation: exampleEvaluation({ runId: 2 }) });
    await settle();
    expect(comparesOf(host)).toHaveLength(2);
  });
});
