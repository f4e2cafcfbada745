import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from '../../../../../renderer/api/client.ts';
import {
  countTrials,
  describeDimension,
  describePlan,
  explainStand,
  formatValue,
} from '../../../../../renderer/routes/search/describe-search.ts';
import { searchAxes, trialLine } from '../../../../../renderer/routes/search/search-axes.ts';
import { searchHistory } from '../../../../../renderer/routes/search/search-history.ts';
import { SearchState } from '../../../../../renderer/routes/search/search-state.svelte.ts';
import { isDescending, nextTrialOrder, sortTrials } from '../../../../../renderer/routes/search/sort-trials.ts';
import { trialsToCsv } from '../../../../../renderer/routes/search/trials-csv.ts';
import { App } from '../../../../../renderer/state/app.svelte.ts';
import { stubBrowserGlobals } from '../../helpers/browser-globals.ts';
import { settle } from '../../helpers/examples.ts';
import { exampleSearch, exampleSpace, exampleTrial } from '../../helpers/search-examples.ts';
import { WindowHost } from '../../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

const trials = [
  exampleTrial(1, { value: 0.7 }),
  exampleTrial(2, { value: 0.5, values: { learningRate: 1e-4, 'model.denseUnits': [] }, status: 'pruned', curve: [0.5], bestEpoch: 1 }),
  exampleTrial(3, { value: null, curve: [], bestEpoch: null, status: 'failed', values: { learningRate: 9e-3, 'model.denseUnits': [] } }),
];

describe('a search as lines', () => {
  const axes = searchAxes(exampleSearch(), trials);

  it('has an axis per dimension and the score as the last one', () => {
    expect(axes.map(({ id, label, kind }) => [id, label, kind])).toEqual([
      ['learningRate', 'Learning rate', 'number'],
      ['model.denseUnits', 'Dense layers', 'choice'],
      ['value', 'Balanced accuracy', 'number'],
    ]);
    expect(axes[0]).toMatchObject({ isLog: true, min: 1e-4, max: 1e-2 });
    expect(axes[1]).toMatchObject({ choices: [{ label: 'none' }, { label: '64' }] });
    expect(searchAxes(exampleSearch(), [])[2]).toMatchObject({ min: 0, max: 1 });
  });

  it('draws trials by how good they are and how they ended', () => {
    const lines = trials.map((trial) => trialLine(axes, trial, 'balancedAccuracy'));
    expect(lines.map(({ kind, values }) => [kind, values[2]])).toEqual([
      ['done', 0.7],
      ['pruned', 0.5],
      ['failed', null],
    ]);
    expect(lines[0]!.goodness).toBeGreaterThan(lines[1]!.goodness!);
    expect(lines[2]!.goodness).toBeNull();
    const [good, bad] = [0.4, 1.2].map((value) =>
      trialLine(
        searchAxes(exampleSearch({ metric: 'loss' }), [exampleTrial(1, { value: 0.4 }), exampleTrial(2, { value: 1.2 })]),
        exampleTrial(1, { value }),
        'loss',
      ),
    );
    expect(good!.goodness).toBeGreaterThan(bad!.goodness!);
  });

  it('follows the best one so far, whatever is better', () => {
    const values = (metric: 'loss' | 'balancedAccuracy'): unknown =>
      searchHistory([trials[1]!, trials[2]!, trials[0]!], metric).series.map((line) => line.values);
    expect(values('balancedAccuracy')).toEqual([
      [0.5, 0.5, 0.7],
      [0.5, null, 0.7],
    ]);
    expect(values('loss')).toEqual([
      [0.5, 0.5, 0.5],
      [0.5, null, 0.7],
    ]);
  });
});

describe('the table of trials', () => {
  const numbers = (order: Parameters<typeof sortTrials>[1]): number[] =>
    sortTrials(trials, order, 'balancedAccuracy').map(({ number }) => number);

  it('sorts by any column; what has no value comes last either way', () => {
    expect(numbers({ by: 'value', isReversed: false })).toEqual([1, 2, 3]);
    expect(numbers({ by: 'value', isReversed: true })).toEqual([2, 1, 3]);
    expect(numbers({ by: 'learningRate', isReversed: true })).toEqual([3, 1, 2]);
    expect(numbers({ by: 'model.denseUnits', isReversed: false })).toEqual([2, 3, 1]);
    expect(numbers({ by: 'bestEpoch', isReversed: false })).toEqual([2, 1, 3]);
  });

  it('begins with the best score and turns around at a second click', () => {
    const order = nextTrialOrder({ by: 'number', isReversed: true }, 'value');
    expect([isDescending(order, 'balancedAccuracy'), isDescending(order, 'loss')]).toEqual([true, false]);
    expect(sortTrials(trials, order, 'loss').map(({ number }) => number)).toEqual([2, 1, 3]);
    const turned = nextTrialOrder(order, 'value');
    expect([isDescending(turned, 'balancedAccuracy'), isDescending(turned, 'loss')]).toEqual([false, true]);
    expect(isDescending(nextTrialOrder(turned, 'number'), 'loss')).toBe(false);
  });

  it('is saved with full precision', () => {
    expect(trialsToCsv(exampleSearch(), trials.slice(0, 2))).toBe(
      'trial,status,learningRate,model.denseUnits,balancedAccuracy,bestEpoch,epochs\r\n1,done,0.001,[64],0.7,2,2\r\n2,pruned,0.0001,[],0.5,1,1\r\n',
    );
  });
});

describe('a search in words', () => {
  it('tells its plan, its ranges and its values', () => {
    expect(countTrials(trials)).toBe('1 finished, 1 pruned, 1 failed');
    expect(exampleSpace.map(describeDimension)).toEqual(['1e-4 to 0.01, logarithmic', 'none; 64']);
    expect(describePlan(exampleSearch())).toContain('Trains 10 runs of at most 20 epochs');
    expect(describePlan(exampleSearch({ method: { kind: 'halving', eta: 3, firstRung: 2 } }))).toContain('The best one in 3');
    expect(formatValue(exampleSpace[0]!, 0.00101)).toBe('1.01e-3');
    expect(formatValue({ kind: 'linear', path: 'model.dropout', from: 0, to: 0.6 }, 0.2)).toBe('0.200');
    expect(formatValue({ kind: 'integer', path: 'featureVariants', from: 1, to: 4 }, 2)).toBe('2');
    expect(formatValue(exampleSpace[1]!, [256, 128])).toBe('256, 128');
  });

  it('says why it stands where it stands', () => {
    expect(explainStand(exampleSearch())).toBeNull();
    expect(explainStand(exampleSearch({ status: 'interrupted', trialsEnded: 0 }))?.message).toContain('No trial had ended. Resume it');
    expect(explainStand(exampleSearch({ status: 'cancelled' }))?.message).toContain('2 trials of 10 had ended and are kept.');
    const error = { code: 'disk-full', message: 'The disk is full.' } as const;
    expect(explainStand(exampleSearch({ status: 'failed', error }))).toMatchObject({ tone: 'failure', message: 'The disk is full.' });
  });
});

describe('the screen of a search', () => {
  it('follows its trials, filters by brushes, and knows when it is gone', async () => {
    const host = new WindowHost({ 'searches.get': () => ({ search: exampleSearch(), trials: trials.slice(0, 2) }) });
    const state = new SearchState(new App(new Client(host.open)), 3);
    const stop = state.start();
    await settle();
    expect(state.best?.number).toBe(1);
    state.brush('model.denseUnits', { low: 0.5, high: 1 });
    expect(state.shown.map(({ number }) => number)).toEqual([2]);
    host.responder.broadcast('searches.changed', { search: exampleSearch({ trialsEnded: 3 }), trial: trials[2]! });
    host.responder.broadcast('searches.changed', { search: exampleSearch({ id: 4, name: 'Another' }), trial: exampleTrial(9) });
    await settle();
    expect([state.search?.trialsEnded, state.trials.length]).toEqual([3, 3]);
    expect(state.shown.map(({ number }) => number)).toEqual([2, 3]);
    state.brush('model.denseUnits', null);
    expect(state.shown).toHaveLength(3);
    host.responder.broadcast('searches.removed', { searchId: 3 });
    await settle();
    expect(state.isGone).toBe(true);
    stop();
  });
});
