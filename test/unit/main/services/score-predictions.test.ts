import { expect, test } from 'vitest';
import { scorePredictions } from '../../../../main/services/score-predictions.ts';

const classes = ['mel', 'nv'];
const naming = { rule: 'network', shares: [0.2, 0.8] } as const;

function predicted(rows: number[][]): Parameters<typeof scorePredictions>[2] {
  const said = rows.map((row) => ({ votes: row, probabilities: row }));
  return { network: rows, said, isPriorCorrected: true, fit: null, lesions: rows.map(() => null) };
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
    naming,
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
    naming,
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
  const all = { ...predicted(rows), lesions };
  const { byLesion, interval, calibration, metrics } = scorePredictions(classes, ['mel', 'mel', 'nv', 'nv'], all, naming);
  expect(metrics.balancedAccuracy).toBe(0.75);
  expect(byLesion).toEqual({ n: 3, accuracy: 1, balancedAccuracy: 1 });
  expect(interval?.low).toBeLessThanOrEqual(0.75);
  expect(interval?.high).toBeGreaterThanOrEqual(0.75);
  expect(calibration).toMatchObject({ temperature: 1, bias: null });
  expect(calibration!.bins.reduce((sum, { count }) => sum + count, 0)).toBe(4);
});

const votes = [
  [0.9, 0.1],
  [0.6, 0.4],
  [0.2, 0.8],
];
const probabilities = [
  [0.6, 0.4],
  [0.22, 0.78],
  [0.1, 0.9],
];
const fit = { temperature: 1, bias: [-1, 1] };
const disagreeing = {
  network: votes,
  said: votes.map((row, index) => ({ votes: row, probabilities: probabilities[index]! })),
  isPriorCorrected: true,
  fit,
  lesions: [null, null, null],
};
const labels = ['mel', 'mel', 'nv'];

test('by the network: votes name the diagnosis, and the probabilities make all else', () => {
  const { metrics, byRule, calibration, naming: named } = scorePredictions(classes, labels, disagreeing, naming);
  expect(named).toBe('network');
  expect(metrics).toMatchObject({ accuracy: 1, balancedAccuracy: 1 });
  expect(metrics.logLoss).toBeCloseTo(-(Math.log(0.6) + Math.log(0.22) + Math.log(0.9)) / 3, 12);
  expect(byRule).toEqual({
    network: { accuracy: 1, balancedAccuracy: 1 },
    balanced: { accuracy: 1, balancedAccuracy: 1 },
    probable: { accuracy: 2 / 3, balancedAccuracy: 0.75 },
  });
  expect(calibration).toMatchObject(fit);
  expect(calibration!.chanceError).toBeGreaterThan(0);
});

test.each([
  ['probable', 2 / 3, 0.75],
  ['balanced', 1, 1],
] as const)('by %s: the figures are those of its names', (rule, accuracy, balancedAccuracy) => {
  const { metrics, naming: named } = scorePredictions(classes, labels, disagreeing, { ...naming, rule });
  expect(named).toBe(rule);
  expect(metrics).toMatchObject({ accuracy, balancedAccuracy });
});

test('probabilities that nothing corrected for the prior are named as the network answers, and say so', () => {
  const scores = scorePredictions(classes, labels, { ...disagreeing, isPriorCorrected: false }, { ...naming, rule: 'probable' });
  expect(scores).toMatchObject({ naming: 'network', byRule: null, metrics: { accuracy: 1 } });
});

test('a lesion is named by the rule over the mean of its photographs, a label never learned by none', () => {
  const lesions = ['a', 'a', null];
  const { byLesion, metrics } = scorePredictions(
    classes,
    ['mel', 'mel', 'wart'],
    { ...disagreeing, lesions },
    { ...naming, rule: 'balanced' },
  );
  // (.41 / .2, .59 / .8): melanoma.
  expect(byLesion).toEqual({ n: 2, accuracy: 0.5, balancedAccuracy: 0.5 });
  expect(metrics.confusion[2]).toEqual([0, 1, 0]);
});
