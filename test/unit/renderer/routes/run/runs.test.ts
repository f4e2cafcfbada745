import { describe, expect, it } from 'vitest';
import { runSeries } from '../../../../../renderer/routes/run/run-series.ts';
import { explainEnd, trainedMs } from '../../../../../renderer/routes/run/run-status.ts';
import { nextOrder, sortRuns } from '../../../../../renderer/routes/run/sort-runs.ts';
import { exampleEpoch, exampleRun } from '../../helpers/examples.ts';

describe('the curves of a run', () => {
  it('have a value per epoch, and a gap where a class is missing in validation', () => {
    const series = runSeries([exampleEpoch(1, [null, 0.8]), exampleEpoch(2, [0.4, 0.9])], ['mel', 'nv'], ['loss']);
    expect(series.epochs).toEqual([1, 2]);
    expect(series.loss.map(({ id, values }) => [id, values])).toEqual([
      ['validation', [1.2, 0.6]],
      ['train', [1, 0.5]],
    ]);
    expect(series.recall.map(({ label, values, colour }) => [label, values, colour])).toEqual([
      ['mel', [null, 0.4], '--dx-mel-edge'],
      ['nv', [0.8, 0.9], '--dx-nv-edge'],
    ]);
    expect(series.scores.map(({ id }) => id)).toEqual(['balanced', 'accuracy', 'train']);
  });

  it('show the recall that a run is judged by', () => {
    const { scores } = runSeries([exampleEpoch(1)], ['mel', 'nv'], ['malignantRecall', 'recall']);
    expect(scores.slice(3).map(({ id, values }) => [id, values])).toEqual([
      ['recall', [0.55]],
      ['malignant', [0.8]],
    ]);
  });
});

describe('the list of runs', () => {
  const runs = [
    exampleRun({ id: 1, name: 'run 10', bestBalancedAccuracy: 0.5 }),
    exampleRun({ id: 2, name: 'run 9', bestBalancedAccuracy: null }),
    exampleRun({ id: 3, name: 'Run 2', bestBalancedAccuracy: 0.7 }),
  ];
  const ids = (order: Parameters<typeof sortRuns>[1]): number[] => sortRuns(runs, order).map(({ id }) => id);

  it('sorts by what its head says; runs without a figure come last either way', () => {
    expect(ids({ by: 'started', isDescending: true })).toEqual([3, 2, 1]);
    expect(ids({ by: 'balancedAccuracy', isDescending: true })).toEqual([3, 1, 2]);
    expect(ids({ by: 'balancedAccuracy', isDescending: false })).toEqual([1, 3, 2]);
    expect(ids({ by: 'name', isDescending: false })).toEqual([3, 2, 1]);
  });

  it('turns around at a second click, and begins with the best or the newest', () => {
    const byName = nextOrder({ by: 'started', isDescending: true }, 'name');
    expect(byName).toEqual({ by: 'name', isDescending: false });
    expect(nextOrder(byName, 'name')).toEqual({ by: 'name', isDescending: true });
    expect(nextOrder(byName, 'balancedAccuracy')).toEqual({ by: 'balancedAccuracy', isDescending: true });
  });
});

describe('the end of a run', () => {
  it('is explained where it was not the planned one', () => {
    expect(explainEnd(exampleRun())).toBeNull();
    expect(explainEnd(exampleRun({ status: 'running' }))).toBeNull();
    const failed = exampleRun({ status: 'failed', error: { code: 'out-of-memory', message: 'Too little memory.' } });
    expect(explainEnd(failed)).toMatchObject({ tone: 'failure', message: 'Too little memory.' });
    expect(explainEnd(exampleRun({ status: 'interrupted', epochsDone: 0 }))?.message).toContain('No epoch was finished.');
    expect(explainEnd(exampleRun({ status: 'cancelled', epochsDone: 5 }))?.message).toContain('its first 5 epochs');
  });

  it('gives its length', () => {
    const now = new Date('2026-11-21T10:01:10Z');
    expect(trainedMs(exampleRun(), now)).toBe(600_000);
    expect(trainedMs(exampleRun({ endedAt: null, trainedMs: 5000, stretchStartedAt: '2026-11-21T10:00:10Z' }), now)).toBe(65_000);
    expect(trainedMs(exampleRun({ startedAt: null, endedAt: null }), now)).toBeNull();
  });
});
