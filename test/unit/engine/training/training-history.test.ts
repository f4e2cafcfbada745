import { expect, test } from 'vitest';
import type { EpochRecord } from '../../../../common/domain/run.ts';
import { TrainingHistory } from '../../../../engine/training/training-history.ts';

function record(epoch: number, validationLoss: number): EpochRecord {
  const rest = { trainLoss: 0, trainAccuracy: 0, validationAccuracy: 0, validationBalancedAccuracy: 0, waitShare: 0, learningRate: 1 };
  const recall = { validationRecall: [], validationRecallAtHalf: null, validationMalignantRecall: null };
  return { ...rest, ...recall, epoch, validationLoss, imagesPerSecond: 1, durationMs: 1 };
}

/** Epochs until it is over. */
function trainUntilOver(options: Partial<ConstructorParameters<typeof TrainingHistory>[0]>, losses: readonly number[]): TrainingHistory {
  const history = new TrainingHistory({
    epochs: 10,
    model: { imageSize: 64 },
    headFirst: null,
    smallerFirst: [],
    bestBy: 'loss',
    earlyStopping: { metric: 'loss', patience: 2 },
    ...options,
  });
  for (const loss of losses) if (!history.isOver) history.add(record(history.epochsDone + 1, loss), []);
  return history;
}

test('a run is over when the watched metric has not become better for so many epochs', () => {
  const history = trainUntilOver({}, [5, 4, 4.5, 4.2, 1, 1]);
  expect([history.epochsDone, history.bestEpoch, history.stoppedEarly]).toEqual([4, 2, true]);
  const whole = trainUntilOver({ epochs: 2 }, [5, 4, 3]);
  expect([whole.epochsDone, whole.isOver, whole.stoppedEarly]).toEqual([2, true, false]);
});

test('a first stage is not cut short, and what it reached is no mark for the next one; the best epoch may be of either', () => {
  const headFirst = { epochs: 4, learningRate: 0.1 };
  const history = trainUntilOver({ headFirst }, [1, 2, 3, 4, 9, 8, 7, 7.5, 7.4, 0]);
  expect([history.epochsDone, history.bestEpoch, history.stoppedEarly]).toEqual([9, 1, true]);
  const better = trainUntilOver({ headFirst }, [1, 2, 3, 4, 9, 0.5, 7, 7]);
  expect([better.epochsDone, better.bestEpoch]).toEqual([8, 6]);
});

test('epochs on smaller photographs are neither the best nor a mark for early stopping', () => {
  const smallerFirst = [{ imageSize: 32, epochs: 3 }];
  const history = trainUntilOver({ smallerFirst }, [1, 2, 3, 9, 8, 8.5, 8.2, 0]);
  expect([history.epochsDone, history.bestEpoch, history.stoppedEarly]).toEqual([7, 5, true]);
  const begun = trainUntilOver({ smallerFirst }, [1, 2, 3]);
  expect([begun.isOver, begun.bestEpoch, begun.reports.some(({ isBest }) => isBest)]).toEqual([false, 0, false]);
  // The head alone learns at the full size.
  const headFirst = { epochs: 2, learningRate: 0.1 };
  expect(trainUntilOver({ headFirst, smallerFirst }, [2, 1, 0, 0, 0, 3, 4]).bestEpoch).toBe(2);
});
