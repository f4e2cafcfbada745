import { expect, test } from 'vitest';
import type { EpochReport } from '../../../../common/contract/engine-protocol.ts';
import type { EpochDetail } from '../../../../common/contract/run-calls.ts';
import { TrainingOptions } from '../../../../common/domain/training-config.ts';
import { DatasetRepository } from '../../../../main/database/repositories/dataset-repository.ts';
import { JobRepository } from '../../../../main/database/repositories/job-repository.ts';
import { RunLogRepository } from '../../../../main/database/repositories/run-log-repository.ts';
import { RunRepository } from '../../../../main/database/repositories/run-repository.ts';
import { temporaryDatabase } from '../../../helpers/database.ts';

async function makeRun(): Promise<{ runs: RunRepository; jobs: JobRepository; logs: RunLogRepository; runId: number }> {
  const database = await temporaryDatabase();
  const dataset = new DatasetRepository(database).insert({ name: 'HAM', layout: 'ham10000', root: '/x', hasLesionIds: true });
  database.prepare("INSERT INTO split (id, dataset_id, name, seed, class_counts, created_at) VALUES (1, ?, 's', 1, '[]', '')")(dataset.id);
  const runs = new RunRepository(database);
  const options = TrainingOptions.parse({ model: { architecture: 'hmnist-cnn' } });
  const run = runs.insert({ name: 'r', recipeId: 'x', datasetId: dataset.id, splitId: 1, options, classes: ['mel', 'nv'] });
  return { runs, jobs: new JobRepository(database), logs: new RunLogRepository(database), runId: run.id };
}

function exampleEpoch(epoch: number): EpochDetail {
  const figures = { trainLoss: 1, trainAccuracy: 0.5, validationLoss: 1, validationAccuracy: 0.5, validationBalancedAccuracy: 0.5 };
  const speed = { learningRate: 0.001, imagesPerSecond: 100, waitShare: 0, durationMs: 10 };
  const recall = { validationRecall: [0.5, null], validationRecallAtHalf: 0.25, validationMalignantRecall: null };
  return { record: { epoch, ...figures, ...speed, ...recall }, confusion: [[1]] };
}

const report = (epoch: number, isBest: boolean): EpochReport => ({ ...exampleEpoch(epoch), isBest });

test('a training that goes on replaces the epochs: one too many goes, one too few comes, none is there twice', async () => {
  const { runs, runId } = await makeRun();
  for (const epoch of [1, 2, 3]) runs.addEpoch(runId, exampleEpoch(epoch), true);
  runs.replaceEpochs(runId, [report(1, true), report(2, false)]);
  expect(runs.get(runId)).toMatchObject({ epochsDone: 2, bestEpoch: 1 });
  runs.addEpoch(runId, exampleEpoch(3), true);
  expect(runs.get(runId)).toMatchObject({ epochsDone: 3, bestEpoch: 3 });
  // No checkpoint was left: it begins anew, and nobody said so.
  runs.addEpoch(runId, exampleEpoch(1), true);
  expect(runs.epochs(runId)).toEqual([exampleEpoch(1)]);
  expect(runs.get(runId)).toMatchObject({ bestEpoch: 1 });
});

test('time trained is added up without the pauses', async () => {
  const { runs, runId } = await makeRun();
  runs.markRunning(runId);
  const { startedAt } = runs.get(runId);
  runs.addTrained(runId, 1500);
  runs.end(runId, 'paused', null);
  expect(runs.get(runId)).toMatchObject({ status: 'paused', trainedMs: 1500, stretchStartedAt: null });
  runs.requeue(runId);
  runs.markRunning(runId);
  runs.addTrained(runId, 500);
  expect(runs.get(runId)).toMatchObject({ status: 'running', trainedMs: 2000, startedAt, endedAt: null });
});

test('after a kill a run is what its job says; without a job it is interrupted', async () => {
  const { runs, jobs, runId } = await makeRun();
  const job = jobs.insert({ kind: 'train', title: 't', datasetId: null, runId });
  jobs.settleLeftovers();
  runs.settleLeftovers();
  expect(runs.get(runId).status).toBe('queued');
  jobs.markRunning(job.id);
  runs.markRunning(runId);
  jobs.markStopping(job.id, 'pausing');
  expect(jobs.settleLeftovers()).toBe(1);
  runs.settleLeftovers();
  expect(runs.get(runId)).toMatchObject({ status: 'paused', stretchStartedAt: null });
});

test('the log keeps its latest thousand lines, in order', async () => {
  const { logs, runId } = await makeRun();
  for (let number = 1; number <= 1010; number++) logs.add(runId, `Line ${number}`);
  const lines = logs.lines(runId);
  expect(lines).toHaveLength(1000);
  expect([lines[0], lines.at(-1)]).toMatchObject([
    { id: 11, message: 'Line 11' },
    { id: 1010, message: 'Line 1010' },
  ]);
  expect(logs.add(runId, 'x'.repeat(5000)).message).toHaveLength(2000);
});
