import { expect, test } from 'vitest';
import { TrainingOptions } from '../../../../common/domain/training-config.ts';
import { countBatches } from '../../../../main/services/training-progress.ts';

const model = { architecture: 'mobilenet-v1', imageSize: 224, trainable: 'all' };
const at = (options: TrainingOptions, epoch: number, batch: number): unknown => countBatches(options, { epoch, batch, batchCount: 10 });

test('without stages or sizes, effort is what is counted', () => {
  const options = TrainingOptions.parse({ model, epochs: 4 });
  expect(at(options, 3, 5)).toEqual({ done: 25, total: 40, effort: { done: 25, total: 40 }, stage: 'Training' });
});

test('batches of smaller photographs count by their pixels, those of the head alone by themselves', () => {
  const smallerFirst = [
    { imageSize: 112, epochs: 4 },
    { imageSize: 168, epochs: 2 },
  ];
  const options = TrainingOptions.parse({ model, epochs: 10, headFirst: { epochs: 2, learningRate: 0.01 }, smallerFirst });
  expect(at(options, 2, 5)).toEqual({ done: 15, total: 20, effort: { done: 15, total: 20 }, stage: 'Training the head' });
  const total = 40 / 4 + (20 * 9) / 16 + 20;
  expect(at(options, 3, 0)).toEqual({ done: 0, total: 80, effort: { done: 0, total }, stage: 'Training' });
  expect(at(options, 6, 10)).toMatchObject({ done: 40, effort: { done: 10, total } });
  expect(at(options, 8, 5)).toMatchObject({ done: 55, effort: { done: expect.closeTo(10 + (15 * 9) / 16, 9) as number } });
  expect(at(options, 10, 10)).toMatchObject({ done: 80, effort: { done: total, total } });
});
