import { expect, test } from 'vitest';
import { averageShare, countStep, noSteps } from '../../../../engine/graph/step-counts.ts';
import { learningRateAt, momentOfBatch } from '../../../../engine/training/schedule.ts';

const at = (schedule: Parameters<typeof learningRateAt>[0]['schedule'], epochsDone: number): number =>
  learningRateAt({ learningRate: 0.01, epochs: 10, schedule, headFirst: null }, epochsDone);

test('a constant rate', () => {
  expect([0, 3.7, 10].map((moment) => at({ kind: 'constant' }, moment))).toEqual([0.01, 0.01, 0.01]);
});

test('steps change the rate where an epoch begins, not within one', () => {
  const steps = { kind: 'step', everyEpochs: 3, factor: 0.1 } as const;
  const rates = [0, 2.99, 3, 5.99, 6].map((moment) => at(steps, moment));
  [0.01, 0.01, 0.001, 0.001, 0.0001].forEach((rate, index) => expect(rates[index]).toBeCloseTo(rate, 12));
});

test('a cosine rises in a straight line, then falls to its share', () => {
  const cosine = { kind: 'cosine', warmupEpochs: 2, finalShare: 0.1 } as const;
  const rates = [0.5, 1, 2, 6, 10].map((moment) => at(cosine, moment));
  [0.0025, 0.005, 0.01, 0.0055, 0.001].forEach((rate, index) => expect(rates[index]).toBeCloseTo(rate, 12));
});

test('after a first stage with a rate of its own, the schedule runs over the epochs that are left', () => {
  const schedule = { kind: 'cosine', warmupEpochs: 2, finalShare: 0.1 } as const;
  const headFirst = { epochs: 3, learningRate: 0.5 };
  for (const moment of [0.1, 2.99]) expect(learningRateAt({ learningRate: 0.01, epochs: 13, schedule, headFirst }, moment)).toBe(0.5);
  for (const moment of [0, 0.5, 3, 10])
    expect(learningRateAt({ learningRate: 0.01, epochs: 13, schedule, headFirst }, 3 + moment)).toBe(at(schedule, moment));
});

test('no batch learns at a rate of 0', () => {
  const cosine = { kind: 'cosine', warmupEpochs: 1, finalShare: 0 } as const;
  for (let epoch = 1; epoch <= 10; epoch++) {
    for (let batch = 1; batch <= 7; batch++) expect(at(cosine, momentOfBatch(epoch, batch, 7))).toBeGreaterThan(0);
  }
  expect(momentOfBatch(1, 1, 7)).toBeCloseTo(0.5 / 7, 12);
  expect(momentOfBatch(10, 7, 7)).toBeCloseTo(10 - 0.5 / 7, 12);
});

test('batches, updates and the photographs that wait for one are counted', () => {
  const one = countStep(noSteps, 8, false);
  expect(one).toEqual({ step: 1, updates: 0, gathered: 8 });
  const two = countStep(one, 5, false);
  expect(two).toEqual({ step: 2, updates: 0, gathered: 13 });
  expect(countStep(two, 5, true)).toEqual({ step: 3, updates: 1, gathered: 0 });
});

test('the moving average is the weights at first, forgets fast in the beginning and ends at its decay', () => {
  expect(averageShare(0.999, 0)).toBe(1);
  expect(averageShare(0.999, 1)).toBeCloseTo(0.9, 12);
  expect(averageShare(0.999, 9)).toBeCloseTo(0.5, 12);
  expect(averageShare(0.999, 1e6)).toBeCloseTo(0.001, 12);
  expect(averageShare(0.1, 2)).toBeCloseTo(0.9, 12);
});
