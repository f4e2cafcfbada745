import { expect, it } from 'vitest';
import { timedRun } from '../../../../../common/domain/recipe-time.ts';
import { describeExpectedTime, describeTimed } from '../../../../../renderer/routes/train/describe-time.ts';
import { exampleRun } from '../../helpers/examples.ts';

it('tells the time that was measured, or where it will be told', () => {
  expect(describeExpectedTime({ expectedTime: '6 minutes for HAM10000' })).toBe('6 minutes for HAM10000');
  expect(describeExpectedTime({ expectedTime: null })).toBe('Not measured yet. Once it trains, its run shows the time left.');
});

it('tells what the newest finished run by a recipe took here, pauses left out', () => {
  const runs = [
    exampleRun({ id: 2, trainedMs: 360_000, epochsDone: 20 }),
    exampleRun({ id: 1 }),
    exampleRun({ id: 3, status: 'cancelled' }),
    exampleRun({ id: 4, recipeId: 'nevus-fast' }),
    exampleRun({ id: 5, members: [1, 2] }),
  ];
  const timed = timedRun('hmnist-cnn', runs);
  expect(timed?.id).toBe(2);
  expect(describeTimed(timed!)).toBe('6 min for 20 epochs');
  expect(timedRun('nine-class', runs)).toBeNull();
});
