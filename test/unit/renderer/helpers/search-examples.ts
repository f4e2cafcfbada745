import type { Search, SearchSpace, SearchTrial } from '../../../../common/domain/search.ts';
import { mobilenetOptions } from './examples.ts';

export const exampleSpace: SearchSpace = [
  { kind: 'log', path: 'learningRate', from: 1e-4, to: 1e-2 },
  { kind: 'choice', path: 'model.denseUnits', values: [[], [64]] },
];

export function exampleSearch(changes: Partial<Search> = {}): Search {
  return {
    id: 3,
    name: 'Night',
    recipeId: 'hmnist-cnn',
    datasetId: 1,
    splitId: 1,
    status: 'running',
    jobId: 9,
    error: null,
    options: mobilenetOptions,
    space: exampleSpace,
    method: { kind: 'random' },
    trials: 10,
    metric: 'balancedAccuracy',
    pruning: { kind: 'none' },
    seed: 1,
    trialsEnded: 2,
    best: { number: 1, runId: 11, value: 0.7 },
    bestRunId: 11,
    createdAt: '2026-11-21T10:00:00Z',
    startedAt: '2026-11-21T10:00:10Z',
    endedAt: null,
    ...changes,
  };
}

export function exampleTrial(number: number, changes: Partial<SearchTrial> = {}): SearchTrial {
  return {
    number,
    values: { learningRate: 1e-3, 'model.denseUnits': [64] },
    status: 'done',
    runId: 10 + number,
    curve: [0.5, 0.6],
    value: 0.6,
    bestEpoch: 2,
    reason: null,
    trainedMs: 60_000,
    ...changes,
  };
}
