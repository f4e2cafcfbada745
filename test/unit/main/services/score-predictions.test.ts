import { expect, test } from 'vitest';
import { scorePredictions } from '../../../../main/services/score-predictions.ts';

const classes = ['mel', 'nv'];

test('known labels only: metrics over the classes of the run', () => {
  const { metrics, unknownLabels } = scorePredictions(
    classes,
    ['mel', 'nv', 'nv'],
    [
      [0.9, 0.1],
      [0.2, 0.8],
      [0.6, 0.4],
    ],
  );
  expect(unknownLabels).toEqual([]);
  expect(metrics).toMatchObject({ n: 3, accuracy: 2 / 3, balancedAccuracy: 0.75, majorityBaseline: 2 / 3 });
  expect(metrics.confusion).toEqual([
    [1, 0],
    [1, 1],
  ]);
});

test('a label that the run has never learned is an error with recall 0, no AUC, and is named with its count', () => {
  const { metrics, unknownLabels } = scorePredictions(
    classes,
    ['mel', 'nv', 'df', 'df', 'wart'],
    [
      [0.9, 0.1],
      [0.2, 0.8],
      [0.3, 0.7],
      [0.8, 0.2],
      [0.5, 0.5],
    ],
  );
  expect(unknownLabels).toEqual([
    { label: 'df', count: 2 },
    { label: 'wart', count: 1 },
  ]);
  expect(metrics.perClass.map(({ label, support, recall, auc }) => [label, support, recall, auc !== null])).toEqual([
    ['mel', 1, 1, true],
    ['nv', 1, 1, true],
    ['df', 2, 0, false],
    ['wart', 1, 0, false],
  ]);
  expect(metrics.accuracy).toBe(2 / 5);
  expect(metrics.balancedAccuracy).toBe(0.5);
  const known = metrics.perClass.slice(0, 2).map(({ auc }) => auc ?? 0);
  expect(metrics.macroAuc).toBeCloseTo((known[0]! + known[1]!) / 2, 12);
  expect(metrics.confusion[2]).toEqual([1, 1, 0, 0]);
});
