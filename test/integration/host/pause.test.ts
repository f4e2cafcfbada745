import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Caller } from '../../../common/contract/caller.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import type { Job } from '../../../common/domain/job.ts';
import { forkEngine } from '../../../main/engine-host/fork-engine.ts';
import { jobEnd, nextEvent, openHost, refusal } from '../../helpers/open-host.ts';
import { runResults } from '../../helpers/run-results.ts';
import { sampleWorkspace, splitHost, train } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

// Engines take seconds to start, and longer where other tests run beside this one.
vi.setConfig({ testTimeout: 90_000 });

let place: SampleWorkspace;
let host: SplitHost;
const engines: number[] = [];

const epochs = 8;

async function open(): Promise<void> {
  const opened = await openHost(place.workspace, {
    launchEngine: (choice, deviceId) => {
      const engine = forkEngine(choice, deviceId);
      engines.push(engine.processId!);
      return engine;
    },
  });
  host = { ...host, ...opened };
}

beforeAll(async () => {
  place = await sampleWorkspace();
  host = await splitHost(place);
  await host.host.close();
  await open();
});
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

const statusOf = async (jobId: number): Promise<Job['status']> => (await host.caller.call('jobs.get', { jobId })).status;

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false; // No such process.
  }
}

function afterEpoch(caller: Caller<HostProtocol>, runId: number, epoch: number): Promise<unknown> {
  return nextEvent(caller, 'runs.epochEnded', (told) => told.runId === runId && told.epoch.record.epoch >= epoch);
}

test('pause frees the device; after a restart the run goes on and ends as one that was never paused', async () => {
  const reference = await train(host.caller, host.split.id, epochs);
  const expected = await runResults(host.caller, place.workspace, reference.runId);

  const { runId, jobId } = await host.caller.call('runs.start', await trainingConfig(host.caller, host.split.id, epochs));
  await afterEpoch(host.caller, runId, 3);
  expect((await host.caller.call('jobs.pause', { jobId })).status).toBe('pausing');
  expect(await jobEnd(host.caller, jobId)).toMatchObject({ status: 'paused', error: null, progress: { stage: 'Training' } });
  expect(isAlive(engines.at(-1)!)).toBe(false);
  const paused = await host.caller.call('runs.get', { runId });
  expect(paused).toMatchObject({ status: 'paused', stretchStartedAt: null });
  expect(paused.trainedMs).toBeGreaterThan(0);
  expect(paused.epochsDone).toBeGreaterThanOrEqual(3);

  await host.host.close();
  await open();
  expect(await statusOf(jobId)).toBe('paused');
  const resumed = nextEvent(host.caller, 'runs.resumed');
  await host.caller.call('jobs.resume', { jobId });
  expect((await refusal(host.caller.call('jobs.resume', { jobId }))).code).toBe('not-allowed');
  expect(await jobEnd(host.caller, jobId)).toMatchObject({ status: 'succeeded' });
  expect(await resumed).toMatchObject({ runId });
  expect((await resumed).epoch).toBeGreaterThan(3);
  expect(await runResults(host.caller, place.workspace, runId)).toEqual(expected);
  expect((await host.caller.call('runs.get', { runId })).trainedMs).toBeGreaterThan(paused.trainedMs);
  expect(existsSync(join(place.workspace, 'runs', String(runId), 'checkpoints'))).toBe(false);
  const { lines } = await host.caller.call('runs.log', { runId });
  expect(lines.map(({ message }) => message)).toEqual(expect.arrayContaining(['Paused.', 'Finished.']));
  expect(lines.map(({ id }) => id)).toEqual(lines.map((_, index) => index + 1));
});

test('a training that is paused while it prepares has lost nothing, and one that is stopped has nothing to go on with', async () => {
  const { caller } = host;
  const { runId, jobId } = await caller.call('runs.start', await trainingConfig(caller, host.split.id, 900));
  await nextEvent(caller, 'jobs.changed', ({ job }) => job.id === jobId && job.status === 'running');
  await caller.call('jobs.pause', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'paused', error: null });
  await caller.call('jobs.resume', { jobId });
  await afterEpoch(caller, runId, 2);
  await caller.call('jobs.cancel', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'cancelled', error: null });
  expect((await refusal(caller.call('jobs.resume', { jobId }))).message).toContain('cannot be resumed: it is cancelled');
  const evaluation = await caller.call('evaluations.start', { runId, part: 'validation' });
  expect(await jobEnd(caller, evaluation.jobId)).toMatchObject({ status: 'succeeded' });
});

test('one training on a device; trainings on two engines at once', async () => {
  const { caller } = host;
  const config = await trainingConfig(caller, host.split.id, 900);
  const start = (engine: 'tensorflow' | 'wasm'): Promise<{ runId: number; jobId: number }> =>
    caller.call('runs.start', { ...config, options: { ...config.options, engine } });
  const [first, second, third] = [await start('tensorflow'), await start('tensorflow'), await start('wasm')];
  await Promise.all([first, third].map(({ runId }) => nextEvent(caller, 'runs.batchEnded', (told) => told.runId === runId)));
  expect(await Promise.all([first, second, third].map(({ jobId }) => statusOf(jobId)))).toEqual(['running', 'queued', 'running']);
  const described = await Promise.all([first, third].map(({ runId }) => caller.call('runs.get', { runId })));
  expect(described.map(({ engine }) => engine?.kind)).toEqual(['tensorflow', 'wasm']);
  await caller.call('jobs.pause', { jobId: first.jobId });
  await nextEvent(caller, 'runs.batchEnded', (told) => told.runId === second.runId);
  expect(await Promise.all([first, second, third].map(({ jobId }) => statusOf(jobId)))).toEqual(['paused', 'running', 'running']);
  for (const { jobId } of [first, second, third]) {
    await caller.call('jobs.cancel', { jobId });
    expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'cancelled' });
  }
});

test('the queue survives a restart in its order: what ran is interrupted and asks, or goes on by itself where that is wished', async () => {
  const config = await trainingConfig(host.caller, host.split.id, 900);
  const jobIds: number[] = [];
  for (let count = 0; count < 3; count++) jobIds.push((await host.caller.call('runs.start', config)).jobId);
  const [ran = 0, second = 0, third = 0] = jobIds;
  const latest = (await host.caller.call('runs.list', {})).runs[2]!.id;
  await afterEpoch(host.caller, latest, 1);
  expect(await host.caller.call('jobs.move', { jobId: third, to: 'earlier' })).toMatchObject({ queuePlace: 1 });
  await host.host.close();

  await openHost(place.workspace, { goesOnWithQueue: false }).then(async ({ caller, host: looking }) => {
    const { jobs } = await caller.call('jobs.list', { isActive: true });
    expect(jobs.map(({ id, queuePlace }) => [id, queuePlace])).toEqual([
      [third, 1],
      [second, 2],
    ]);
    expect(await caller.call('jobs.get', { jobId: ran })).toMatchObject({ status: 'interrupted', error: null });
    await caller.call('settings.change', { resumesInterrupted: true });
    await looking.close();
  });

  await open();
  await nextEvent(host.caller, 'runs.resumed', ({ runId }) => runId === latest);
  expect(await Promise.all(jobIds.map(statusOf))).toEqual(['running', 'queued', 'queued']);
  await host.caller.call('settings.change', { resumesInterrupted: false });
  for (const jobId of [second, third, ran]) await host.caller.call('jobs.cancel', { jobId });
  await jobEnd(host.caller, ran);
});
