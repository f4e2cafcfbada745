import { expect, test } from 'vitest';
import { searchProgress } from '../../../../../main/services/search/search-progress.ts';
import type { TrialCourse } from '../../../../../main/services/search/search-progress.ts';
import { planOf, trialOf } from '../../search/searched-function.ts';

const plan = planOf({ trials: 3 });
const trials = [trialOf(1, [0.5]), trialOf(2, [], { status: 'running' })];

/** Epochs of the second of three trials, which have nine epochs each. */
function epochsIn(course: TrialCourse, done: number, total: number): number {
  const current = trials[1]!;
  const update = { done, total, unit: 'batches', stage: 'Training' };
  const progress = searchProgress(plan, trials, { current, ...course }, update);
  expect(progress).toMatchObject({ total: 27, unit: 'epochs', stage: 'Trial 2 of 3: Training' });
  return progress.done - 9;
}

test('counts the batches of each stage of a trial in epochs', () => {
  expect(epochsIn({ headEpochs: 0, epochsDone: 4 }, 45, 90)).toBe(4.5);
  expect(epochsIn({ headEpochs: 3, epochsDone: 1 }, 15, 30)).toBe(1.5);
  expect(epochsIn({ headEpochs: 3, epochsDone: 2 }, 30, 30)).toBe(3);
  expect(epochsIn({ headEpochs: 3, epochsDone: 3 }, 0, 60)).toBe(3);
  expect(epochsIn({ headEpochs: 3, epochsDone: 5 }, 30, 60)).toBe(6);
});
