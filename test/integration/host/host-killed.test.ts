import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startHost } from '../../helpers/host-child.ts';
import { jobEnd, nextEvent, openHost, openHostForTest, refusal } from '../../helpers/open-host.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';
import type { SampleWorkspace } from '../../helpers/trained-host.ts';

async function placeForTest(lesionsPerClass?: number): Promise<SampleWorkspace> {
  const place = await sampleWorkspace(lesionsPerClass);
  onTestFinished(() => place.remove());
  return place;
}

async function isGone(processId: number, withinMs: number): Promise<boolean> {
  const endAt = performance.now() + withinMs;
  while (performance.now() < endAt) {
    await setTimeout(50);
    try {
      process.kill(processId, 0);
    } catch {
      return true; // No such process.
    }
  }
  return false;
}

test('killed while importing: nothing of what was stored is lost, and the import goes on where it was', async () => {
  const place = await placeForTest(36);
  const killed = startHost(place, 'import');
  const storedBefore = await killed.said('photographCount');
  await killed.kill();

  const { caller } = await openHostForTest(place.workspace);
  const [dataset] = (await caller.call('datasets.list', {})).datasets;
  expect(dataset).toMatchObject({ status: 'importing' });
  expect(dataset!.photographCount).toBeGreaterThanOrEqual(storedBefore);
  expect((await caller.call('jobs.list', {})).jobs.map(({ kind, status }) => [kind, status])).toEqual([['import', 'interrupted']]);
  expect((await refusal(caller.call('splits.create', { datasetId: dataset!.id }))).message).toContain('Resume it first');

  const { jobId } = await caller.call('imports.resume', { datasetId: dataset!.id });
  const job = await jobEnd(caller, jobId);
  expect(job.status).toBe('succeeded');
  const report = await caller.call('imports.report', { jobId });
  const complete = await caller.call('datasets.get', { datasetId: dataset!.id });
  expect(complete).toMatchObject({ status: 'ready', photographCount: report.rowCount, rejectedCount: 0 });
  expect(report.importableCount).toBe(report.rowCount);
  const { ids } = await caller.call('photographs.find', { datasetId: dataset!.id });
  const { photographs } = await caller.call('photographs.get', { ids });
  expect(new Set(photographs.map(({ imageId }) => imageId)).size).toBe(report.rowCount);
  expect((await refusal(caller.call('imports.resume', { datasetId: dataset!.id }))).code).toBe('conflict');
}, 90_000);

test('killed while training: the run is interrupted, the engine is gone, and the one that waited goes on waiting and then runs', async () => {
  const place = await placeForTest();
  const prepared = await splitHost(place);
  await prepared.host.close();
  const killed = startHost(place, 'train');
  await killed.said('epoch');
  const engine = await killed.said('engine');
  await killed.kill();
  expect(await isGone(engine, 15_000)).toBe(true);

  const { caller, log } = await openHostForTest(place.workspace, { goesOnWithQueue: false });
  const { runs } = await caller.call('runs.list', {});
  expect(runs.map(({ status }) => status)).toEqual(['queued', 'interrupted']);
  expect(runs[1]!.epochsDone).toBeGreaterThan(0);
  expect((await caller.call('runs.epochs', { runId: runs[1]!.id })).epochs).toHaveLength(runs[1]!.epochsDone);
  const { jobs } = await caller.call('jobs.list', { isActive: true });
  expect(jobs.map(({ runId, status, queuePlace }) => [runId, status, queuePlace])).toEqual([[runs[0]!.id, 'queued', 1]]);
  expect(log.join()).toContain('1 job was interrupted');
  await caller.call('jobs.resume', { jobId: jobs[0]!.id });
  await nextEvent(caller, 'runs.epochEnded', ({ runId }) => runId === runs[0]!.id);
  await caller.call('jobs.cancel', { jobId: jobs[0]!.id });
  expect(await jobEnd(caller, jobs[0]!.id)).toMatchObject({ status: 'cancelled' });
}, 90_000);

test('one host a workspace: a second is refused by name, and a killed one leaves no lock behind', async () => {
  const place = await placeForTest();
  const first = startHost(place, 'hold');
  await first.said('open');
  const error = await refusal(openHost(place.workspace));
  expect(error.code).toBe('conflict');
  expect(error.message).toContain(`in use by another Nevus (process ${first.child.pid})`);
  await first.kill();
  const { host } = await openHost(place.workspace);
  expect((await refusal(openHost(place.workspace))).code).toBe('conflict');
  await host.close();
  await openHostForTest(place.workspace);
}, 60_000);
