import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { meanAndSpread } from '../../../../renderer/routes/run/ensemble-figures.ts';
import { App } from '../../../../renderer/state/app.svelte.ts';
import { nameOfFolds, RunSelection } from '../../../../renderer/state/run-selection.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';
import { exampleRun, settle } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

const folds = [1, 2, 3].map((fold) => exampleRun({ id: fold, name: `Trial, fold ${fold} of 3` }));
const others = [
  exampleRun({ id: 4, name: 'Broken off', status: 'failed' }),
  exampleRun({ id: 5, name: 'Both', members: [1, 2], epochsDone: 0 }),
  exampleRun({ id: 6, name: 'Nine classes', classes: ['nv'] }),
  exampleRun({ id: 7, name: 'Elsewhere', datasetId: 2 }),
  exampleRun({ id: 8, status: 'queued', epochsDone: 0 }),
];

async function open(handlers: ConstructorParameters<typeof WindowHost>[0] = {}): Promise<{ host: WindowHost; selection: RunSelection }> {
  const host = new WindowHost({ 'runs.list': () => ({ runs: [...folds, ...others] }), ...handlers });
  const app = new App(new Client(host.open));
  await settle();
  return { host, selection: new RunSelection(app) };
}

describe('runs picked for an ensemble', () => {
  it('are finished ones that know the same diagnoses of the same dataset', async () => {
    const { selection } = await open();
    selection.set(1, true);
    expect(selection.obstacle).toBe('Select at least two finished runs.');
    selection.set(4, true);
    expect(selection.obstacle).toBe('Broken off is not finished and has no network.');
    selection.set(5, true);
    expect(selection.obstacle).toBe('Both is an ensemble itself.');
    for (const id of [4, 5]) selection.set(id, false);
    selection.set(2, true);
    expect(selection.obstacle).toBeNull();
    selection.set(6, true);
    expect(selection.obstacle).toBe('Nine classes and Trial, fold 1 of 3 know different diagnoses.');
    selection.set(6, false);
    selection.set(7, true);
    expect(selection.obstacle).toBe('Elsewhere and Trial, fold 1 of 3 were trained on different datasets.');
    selection.clear();
    expect(selection.runs).toEqual([]);
  });

  it('are combined in the order in which they were trained, and let go', async () => {
    const { host, selection } = await open({ 'runs.combine': () => exampleRun({ id: 9, members: [1, 3] }) });
    selection.set(3, true);
    selection.set(1, true);
    expect(await selection.combine('  ')).toBe(9);
    expect(host.calls.find(({ name }) => name === 'runs.combine')?.input).toEqual({ runIds: [1, 3] });
    expect(selection.runs).toEqual([]);
  });

  it('stay picked where the host refuses', async () => {
    const { selection } = await open({
      'runs.combine': () => {
        throw new AppError('invalid-input', 'Their test parts differ.');
      },
    });
    selection.set(1, true);
    selection.set(2, true);
    await expect(selection.combine('Two')).rejects.toThrow('Their test parts differ.');
    expect(selection.runs).toHaveLength(2);
  });

  it('name their ensemble where they are folds of one cross-validation', () => {
    expect(nameOfFolds(folds)).toBe('Trial, 3 folds');
    expect(nameOfFolds([...folds, exampleRun({ name: 'Other, fold 1 of 3' })])).toBeNull();
    expect(nameOfFolds(folds.slice(1))).toBeNull();
    expect([nameOfFolds([exampleRun()]), nameOfFolds([])]).toEqual([null, null]);
  });
});

describe('runs picked to be compared', () => {
  it('are two to four of one dataset that have curves or figures, ensembles too', async () => {
    const { selection } = await open();
    for (const id of [1, 8]) selection.set(id, true);
    expect(selection.runs.map(({ id }) => id)).toEqual([1]);
    expect(selection.compareObstacle).toBe('Select at least two runs.');
    for (const id of [4, 5, 6]) selection.set(id, true);
    expect(selection.compareObstacle).toBeNull();
    selection.set(2, true);
    expect(selection.compareObstacle).toBe('At most 4 runs can be compared.');
    for (const id of [2, 4]) selection.set(id, false);
    selection.set(7, true);
    expect(selection.compareObstacle).toBe('Elsewhere and Trial, fold 1 of 3 were trained on different datasets.');
  });
});

it('tells how far apart the runs of an ensemble are', () => {
  const figures = meanAndSpread([0.6, 0.8]);
  expect(figures?.mean).toBeCloseTo(0.7, 10);
  expect(figures?.standardDeviation).toBeCloseTo(Math.SQRT2 / 10, 10);
  expect(meanAndSpread([0.6])).toBeNull();
});
