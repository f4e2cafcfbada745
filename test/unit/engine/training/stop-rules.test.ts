import { expect, test } from 'vitest';
import type { EpochReport } from '../../../../common/contract/engine-protocol.ts';
import type { PhasedOptions } from '../../../../common/domain/training-phases.ts';
import { isStopReached } from '../../../../engine/training/stop-rules.ts';

const options: PhasedOptions = { epochs: 9, model: { imageSize: 64 }, headFirst: null, smallerFirst: [] };

const reports = [0.3, 0.5, 0.4].map((value, index): EpochReport => {
  const record = {
    epoch: index + 1,
    trainLoss: 1,
    trainAccuracy: 0,
    validationLoss: 1 - value,
    validationAccuracy: 0,
    validationBalancedAccuracy: value,
    validationRecall: [],
    validationRecallAtHalf: null,
    validationMalignantRecall: null,
    learningRate: 1,
    imagesPerSecond: 1,
    waitShare: 0,
    durationMs: 1,
  };
  return { record, isBest: false, confusion: [] };
});

test('a rule speaks at the end of its epoch only', () => {
  const always = { metric: 'balancedAccuracy', bound: null } as const;
  expect(isStopReached([{ ...always, epoch: 3 }], reports, options)).toBe(true);
  expect(
    isStopReached(
      [
        { ...always, epoch: 2 },
        { ...always, epoch: 4 },
      ],
      reports,
      options,
    ),
  ).toBe(false);
  expect(isStopReached([], reports, options)).toBe(false);
});

test('the best epoch so far is compared, by the metric’s own direction; as good as the bound is good enough', () => {
  const stops = (metric: 'balancedAccuracy' | 'loss' | 'recall', bound: number): boolean =>
    isStopReached([{ epoch: 3, metric, bound }], reports, options);
  expect([0.45, 0.5, 0.51].map((bound) => stops('balancedAccuracy', bound))).toEqual([false, false, true]);
  expect([0.6, 0.5, 0.45].map((bound) => stops('loss', bound))).toEqual([false, false, true]);
  expect(stops('recall', 0.1)).toBe(true);
});

test('what was reached on smaller photographs counts only until there is an epoch at the full size', () => {
  const stopsAfter = (epochs: number): boolean =>
    isStopReached([{ epoch: 3, metric: 'balancedAccuracy', bound: 0.45 }], reports, {
      ...options,
      smallerFirst: [{ imageSize: 32, epochs }],
    });
  expect([1, 2, 3].map(stopsAfter)).toEqual([false, true, false]);
});
