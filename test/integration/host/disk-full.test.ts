import { statfs } from 'node:fs/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { importFolder, jobEnd, nextEvent, openHostForTest } from '../../helpers/open-host.ts';
import { runResults } from '../../helpers/run-results.ts';
import { sampleWorkspace, train } from '../../helpers/trained-host.ts';
import { smallDisk } from '../../helpers/small-disk.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

test('a full disk stops an import with a clear error, loses nothing, and the import goes on when there is room', async (context) => {
  const place = await sampleWorkspace(36);
  onTestFinished(() => place.remove());
  const resize = await smallDisk(context, place.workspace, 2);
  const { caller } = await openHostForTest(place.workspace);
  const { datasetId, job } = await importFolder(caller, place.sample);
  expect(job).toMatchObject({ status: 'failed', error: { code: 'disk-full' } });
  expect(job.error!.message).toBe(
    'The disk with the data folder is full. What was imported so far is safe. Free some space, then resume the import.',
  );
  const stopped = await caller.call('datasets.get', { datasetId });
  expect(stopped.status).toBe('importing');

  resize(64);
  const { jobId } = await caller.call('imports.resume', { datasetId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded', error: null });
  const report = await caller.call('imports.report', { jobId });
  expect(await caller.call('datasets.get', { datasetId })).toMatchObject({ status: 'ready', photographCount: report.rowCount });

  const split = await caller.call('splits.create', { datasetId });
  const started = await caller.call('runs.start', await trainingConfig(caller, split.id, 1));
  const training = await jobEnd(caller, started.jobId);
  expect(training).toMatchObject({ status: 'failed', error: { code: 'disk-full' } });
  expect(await caller.call('runs.get', { runId: started.runId })).toMatchObject({ status: 'failed', error: { code: 'disk-full' } });
  resize(400);
  const again = await caller.call('runs.start', await trainingConfig(caller, split.id, 1));
  expect(await jobEnd(caller, again.jobId)).toMatchObject({ status: 'succeeded' });
}, 60_000);

test('a disk that fills up under a training stops it with a clear error; when there is room it goes on and ends as if nothing had been', async (context) => {
  const place = await sampleWorkspace();
  onTestFinished(() => place.remove());
  const resize = await smallDisk(context, place.workspace, 400);
  const { caller, log } = await openHostForTest(place.workspace);
  const { datasetId } = await importFolder(caller, place.sample);
  const split = await caller.call('splits.create', { datasetId });
  const epochs = 15;
  const reference = await train(caller, split.id, epochs);
  const expected = await runResults(caller, place.workspace, reference.runId);

  const { runId, jobId } = await caller.call('runs.start', await trainingConfig(caller, split.id, epochs));
  await nextEvent(caller, 'runs.epochEnded', (told) => told.runId === runId);
  const { blocks, bavail, bsize } = await statfs(place.workspace);
  // Room for the database's own small writes, not for the next checkpoint.
  resize(Math.ceil(((blocks - bavail) * bsize) / 2 ** 20) + 1);
  const stopped = await jobEnd(caller, jobId);
  expect(stopped).toMatchObject({ status: 'failed', error: { code: 'disk-full' } });
  expect(stopped.error!.message).toMatch(/disk.*full.*safe.*(resume|again)/i);
  const run = await caller.call('runs.get', { runId });
  expect((await caller.call('runs.epochs', { runId })).epochs).toHaveLength(run.epochsDone);
  expect(run.epochsDone).toBeGreaterThan(0);

  resize(400);
  // Where even the end of the job could not be stored, that is tried again until it can.
  await vi.waitFor(async () => expect((await caller.call('jobs.get', { jobId })).status).toBe('failed'), {
    timeout: 10_000,
    interval: 200,
  });
  await caller.call('jobs.resume', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded', error: null });
  expect(await runResults(caller, place.workspace, runId)).toEqual(expected);
  expect(log.filter((line) => /unexpected/i.test(line))).toEqual([]);
}, 120_000);
