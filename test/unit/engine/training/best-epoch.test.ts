import { expect, test } from 'vitest';
import type { EpochRecord } from '../../../../common/domain/run.ts';
import { BestEpoch } from '../../../../engine/training/best-epoch.ts';

function record(epoch: number, values: Partial<EpochRecord>): EpochRecord {
  const zeros = { trainLoss: 0, trainAccuracy: 0, validationLoss: 0, validationAccuracy: 0, validationBalancedAccuracy: 0, waitShare: 0 };
  const recall = { validationRecall: [], validationRecallAtHalf: null, validationMalignantRecall: null };
  return { ...zeros, ...recall, epoch, learningRate: 1, imagesPerSecond: 1, durationMs: 1, ...values };
}

test('the best epoch is the highest by balanced accuracy or accuracy, the lowest by loss, and the first of equals', () => {
  const values = [0.3, 0.5, 0.5, 0.4];
  const best = new BestEpoch('balancedAccuracy');
  expect(values.map((value, index) => best.update(record(index + 1, { validationBalancedAccuracy: value })))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(best.epoch).toBe(2);
  const least = new BestEpoch('loss');
  expect(values.map((value, index) => least.update(record(index + 1, { validationLoss: value })))).toEqual([true, false, false, false]);
  const accuracy = new BestEpoch('accuracy');
  expect(accuracy.epoch).toBe(0);
  expect(accuracy.update(record(1, { validationAccuracy: 0 }))).toBe(true);
});

test('the best epoch can be the one of the highest recall; an epoch without it is never the best', () => {
  const best = new BestEpoch('recall');
  const malignant = new BestEpoch('malignantRecall');
  const values = [null, 0.2, 0.6, 0.5];
  const records = values.map((value, index) =>
    record(index + 1, { validationRecallAtHalf: value, validationMalignantRecall: value === null ? null : 1 - value }),
  );
  expect(records.map((each) => best.update(each))).toEqual([false, true, true, false]);
  expect(records.map((each) => malignant.update(each))).toEqual([false, true, false, false]);
});
