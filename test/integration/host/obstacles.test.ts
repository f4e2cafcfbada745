import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Job } from '../../../common/domain/job.ts';
import { startHost } from '../../helpers/host-child.ts';
import { jobEnd, nextEvent, openHost } from '../../helpers/open-host.ts';
import { runResults } from '../../helpers/run-results.ts';
import { sampleWorkspace, splitHost, train } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

// Engines take seconds to start, and longer where other tests run beside this one.
vi.setConfig({ testTimeout: 90_000 });

const epochs = 12;

let place: SampleWorkspace;
let host: SplitHost;
/** What a training comes to that nothing disturbs. */
let expected: object;

beforeAll(async () => {
  place = await sampleWorkspace();
  host = await splitHost(place);
  const { runId } = await train(host.caller, host.split.id, epochs);
  expected = await runResults(host.caller, place.workspace, runId);
});
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

/** Starts a training and resolves in its second epoch. */
async function underWay(): Promise<{ runId: number; jobId: number }> {
  const { caller, split } = host;
  const started = await caller.call('runs.start', await trainingConfig(caller, split.id, epochs));
  await nextEvent(caller, 'runs.epochEnded', (told) => told.runId === started.runId);
  return started;
}

async function resume(jobId: number): Promise<Job> {
  await host.caller.call('jobs.resume', { jobId });
  return jobEnd(host.caller, jobId);
}

const pixels = (): string => join(place.workspace, 'pixels');

async function shards(): Promise<string[]> {
  const names = await readdir(pixels(), { recursive: true });
  return names.filter((name) => !name.endsWith('index.bin') && /\.\w+$/.test(name)).map((name) => join(pixels(), name));
}

test('a pixel cache that is cut short under a training stops it, saying so; resumed, it decodes again and ends as if nothing had been', async () => {
  const { runId, jobId } = await underWay();
  for (const shard of await shards()) await truncate(shard, 100);
  const job = await jobEnd(host.caller, jobId);
  expect(job).toMatchObject({ status: 'failed', error: { code: 'cache-damaged' } });
  expect(await host.caller.call('runs.get', { runId })).toMatchObject({ status: 'failed', error: { code: 'cache-damaged' } });
  expect(await resume(jobId)).toMatchObject({ status: 'succeeded', error: null });
  expect(await runResults(host.caller, place.workspace, runId)).toEqual(expected);
});

test('a pixel cache that is deleted under a training does not disturb it', async (context) => {
  if (process.platform === 'win32') return context.skip('Windows does not delete files that are open');
  const { runId, jobId } = await underWay();
  await rm(pixels(), { recursive: true });
  expect(await jobEnd(host.caller, jobId)).toMatchObject({ status: 'succeeded', error: null });
  expect(await runResults(host.caller, place.workspace, runId)).toEqual(expected);
});

test('a photograph that has changed since its import is named; with the original back in its place the training goes on', async () => {
  const { caller, datasetId, split } = host;
  const { runId, jobId } = await underWay();
  await caller.call('jobs.pause', { jobId });
  await jobEnd(caller, jobId);
  const { ids } = await caller.call('photographs.find', { datasetId, splitId: split.id, parts: ['train'] });
  const [photograph] = (await caller.call('photographs.get', { ids: ids.slice(0, 1) })).photographs;
  const path = join(place.sample, photograph!.fileName);
  const original = await readFile(path);
  await writeFile(path, Buffer.concat([original, Buffer.from('retouched')]));
  await rm(pixels(), { recursive: true, force: true });

  const stopped = await resume(jobId);
  expect(stopped).toMatchObject({ status: 'failed', error: { code: 'photograph-unreadable' } });
  expect(stopped.error!.message).toContain('has changed since it was imported. Put the original back');
  expect((await caller.call('runs.epochs', { runId })).epochs.length).toBeGreaterThan(0);
  await writeFile(path, original);
  expect(await resume(jobId)).toMatchObject({ status: 'succeeded', error: null });
  expect(await runResults(caller, place.workspace, runId)).toEqual(expected);
});

test('a clock that is set back under a training changes nothing but the times of the log', async () => {
  const { runId, jobId } = await underWay();
  await host.caller.call('jobs.pause', { jobId });
  await jobEnd(host.caller, jobId);
  const before = await host.caller.call('runs.get', { runId });
  await host.host.close();
  const clock = fileURLToPath(new URL('clock-set-back.ts', import.meta.url));
  const child = startHost(place, 'resume', { NODE_OPTIONS: `--import=${clock}` });
  expect(await child.said('succeeded')).toBe(jobId);
  await child.kill();
  host = { ...host, ...(await openHost(place.workspace)) };
  expect(await runResults(host.caller, place.workspace, runId)).toEqual(expected);
  const run = await host.caller.call('runs.get', { runId });
  expect(run.trainedMs).toBeGreaterThan(before.trainedMs);
  expect(new Date(run.endedAt!).getTime()).toBeLessThan(new Date(run.startedAt!).getTime());
  const { lines } = await host.caller.call('runs.log', { runId });
  expect(lines.at(-1)).toMatchObject({ message: 'Finished.' });
});
