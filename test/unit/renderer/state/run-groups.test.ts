import { describe, expect, it } from 'vitest';
import { accuracyOfBest, sortEntries } from '../../../../renderer/routes/run/sort-runs.ts';
import { groupRuns, withoutLesserTrials } from '../../../../renderer/state/run-groups.ts';
import type { RunEntry } from '../../../../renderer/state/run-groups.ts';
import { exampleRun } from '../helpers/examples.ts';
import { exampleSearch } from '../helpers/search-examples.ts';

const trial = (id: number, number: number, bestBalancedAccuracy: number | null, searchId = 3) =>
  exampleRun({ id, name: `trial ${number}`, trial: { searchId, number }, bestBalancedAccuracy });
const runs = [
  exampleRun({ id: 6, name: 'own' }),
  trial(5, 3, 0.6),
  trial(4, 2, 0.8),
  exampleRun({ id: 3, bestBalancedAccuracy: 0.9 }),
  trial(2, 1, null),
  trial(1, 1, 0.5, 99),
];
const names = (entries: readonly RunEntry[]): unknown[] =>
  entries.map((entry) => (entry.kind === 'run' ? entry.run.id : [entry.search.name, entry.runs.map(({ id }) => id)]));

describe('the list of runs with searches', () => {
  it('folds trials under their search, and shows those of a removed one by themselves', () => {
    expect(names(groupRuns(runs, [exampleSearch()]))).toEqual([6, ['Night', [5, 4, 2]], 3, 1]);
    expect(names(groupRuns(runs, [exampleSearch({ id: 7, name: 'Queued' }), exampleSearch()]))[0]).toEqual(['Queued', []]);
  });

  it('sorts a search by its best trial, and its trials within it', () => {
    const entries = groupRuns(runs, [exampleSearch({ best: { number: 2, runId: 4, value: 0.8 } })]);
    expect(names(sortEntries(entries, { by: 'balancedAccuracy', isDescending: true }))).toEqual([3, ['Night', [4, 5, 2]], 6, 1]);
    expect(names(sortEntries(entries, { by: 'name', isDescending: false })).at(1)).toEqual(['Night', [2, 4, 5]]);
  });

  it('says of a search what its best trial reached, and not a pruned one or the best by another metric', () => {
    expect(accuracyOfBest({ best: { number: 3, runId: 5, value: 0.4 } }, runs)).toBe(0.6);
    expect(accuracyOfBest({ best: { number: 3, runId: null, value: 0.4 } }, runs)).toBeNull();
    expect(accuracyOfBest({ best: null }, runs)).toBeNull();
  });

  it('offers of each search the best trial by what it compares, and the one that is shown', () => {
    const searches = [exampleSearch({ metric: 'malignantRecall', bestRunId: 5 })];
    expect(withoutLesserTrials(runs, searches).map(({ id }) => id)).toEqual([6, 5, 3, 1]);
    expect(withoutLesserTrials(runs, searches, 4).map(({ id }) => id)).toEqual([6, 5, 4, 3, 1]);
    expect(withoutLesserTrials(runs, [exampleSearch({ bestRunId: null })]).map(({ id }) => id)).toEqual([6, 3, 1]);
  });
});
