import { truncate } from 'node:fs/promises';
import { beforeAll, expect, test, vi } from 'vitest';
import type { AppError } from '../../../common/errors/app-error.ts';
import { argMax } from '../../../common/metrics/classification.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { runTraining, smallTask } from '../../helpers/run-training.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

vi.setConfig({ testTimeout: 120_000 });

beforeAll(async () => {
  await loadBackend('auto');
});

test('whoever listens to the teacher alone says what the teacher says', async () => {
  const options = { distillation: { temperature: 1, share: 1 }, imbalance: 'oversample', epochs: 12, earlyStopping: null };
  const task = await smallTask(await temporaryFolder(), options);
  const asTheTeacherSays = task.validation.labels.map((label) => (label + 1) % 3);
  const { told } = await runTraining({ ...task, validation: { ...task.validation, labels: asTheTeacherSays } });
  const { record } = told.epochs.at(-1)!;
  expect(record.validationAccuracy).toBeGreaterThan(0.9);
  // By the diagnoses themselves it is wrong throughout.
  expect(record.trainAccuracy).toBeLessThan(0.1);
});

test('a teacher with a small share changes little of what the diagnoses say', async () => {
  const task = await smallTask(await temporaryFolder(), { distillation: { temperature: 2, share: 0.1 }, epochs: 8, learningRate: 0.01 });
  const { end } = await runTraining(task);
  if (end.status !== 'finished') throw new Error('It was not to be paused.');
  const right = end.validationProbabilities.filter((row, index) => argMax(row) === task.validation.labels[index]).length;
  expect(right).toBeGreaterThan(0.9 * task.validation.labels.length);
});

test('answers that are cut off, and a teacher without answers, are refused', async () => {
  const task = await smallTask(await temporaryFolder(), { distillation: {} });
  const failure = async (work: Promise<unknown>): Promise<AppError> =>
    work.then(
      () => expect.unreachable(),
      (error: unknown) => error as AppError,
    );
  expect(await failure(runTraining({ ...task, teacher: null }))).toMatchObject({ code: 'invalid-input' });
  await truncate(task.teacher!.file, 100);
  expect(await failure(runTraining(task))).toMatchObject({
    code: 'cache-damaged',
    message: expect.stringContaining('asked again') as string,
  });
});
