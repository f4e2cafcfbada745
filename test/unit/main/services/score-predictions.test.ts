import { expect, test } from 'vitest';
import { scorePredictions } from '../../../../main/services/score-predictions.ts';

const classes = ['mel', 'nv'];

function predicted(rows: number[][]): Parameters<typeof scorePredictions>[2] {
  return { network: rows, votes: rows, calibrated: rows, fit: null, lesions: rows.map(() => null) };
}

test('known labels only: metrics over the classes of the run', () => {
  const { metrics, unknownLabels } = scorePredictions(
    classes,
    ['mel', 'nv', 'nv'],
    predicted([
      [0.9, 0.1],
      [0.2, 0.8],
      [0.6, 0.4],
    ]),
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
    predicted([
      [0.9, 0.1],
      [0.2, 0.8],
      [0.3, 0.7],
      [0.8, 0.2],
      [0.5, 0.5],
    ]),
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

test('lesions count once by the mean of their photographs, and are drawn whole for the interval', () => {
  const rows = [
    [0.9, 0.1],
    [0.4, 0.6],
    [0.2, 0.8],
    [0.3, 0.7],
  ];
  const lesions = ['a', 'a', 'b', null];
  const { byLesion, interval, calibration, metrics } = scorePredictions(classes, ['mel', 'mel', 'nv', 'nv'], {
    ...predicted(rows),
    lesions,
  });
  expect(metrics.balancedAccuracy).toBe(0.75);
  expect(byLesion).toEqual({ n: 3, accuracy: 1, balancedAccuracy: 1 });
  expect(interval?.low).toBeLessThanOrEqual(0.75);
  expect(interval?.high).toBeGreaterThanOrEqual(0.75);
  expect(calibration).toMatchObject({ temperature: 1, bias: null });
  expect(calibration!.bins.reduce((sum, { count }) => sum + count, 0)).toBe(4);
});

test('votes name the diagnosis; the probabilities make all else', () => {
  const votes = [
    [0.9, 0.1],
    [0.6, 0.4],
    [0.2, 0.8],
  ];
  const calibrated = [
    [0.6, 0.4],
    [0.2, 0.8],
    [0.1, 0.9],
  ];
  const fit = { temperature: 1, bias: [-1, 1] };
  const { metrics, byProbability, calibration } = scorePredictions(classes, ['mel', 'mel', 'nv'], {
    ...{ network: votes, votes, calibrated, fit },
    lesions: [null, null, null],
  });
  expect(metrics).toMatchObject({ accuracy: 1, balancedAccuracy: 1 });
  expect(metrics.logLoss).toBeCloseTo(-(Math.log(0.6) + Math.log(0.2) + Math.log(0.9)) / 3, 12);
  expect(byProbability).toEqual({ accuracy: 2 / 3, balancedAccuracy: 0.75 });
  expect(calibration).toMatchObject(fit);
  expect(calibration!.chanceError).toBeGreaterThan(0);
});
