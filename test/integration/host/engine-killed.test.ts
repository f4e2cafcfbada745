import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { forkEngine } from '../../../main/engine-host/fork-engine.ts';
import { jobEnd, nextEvent, openHost } from '../../helpers/open-host.ts';
import { searchConfig } from '../../helpers/search-config.ts';
import { sampleWorkspace, splitHost, train } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

// Engines take seconds to start, and longer where other tests run beside this one.
vi.setConfig({ testTimeout: 90_000 });

let place: SampleWorkspace;
let host: SplitHost;
const engines: number[] = [];

beforeAll(async () => {
  place = await sampleWorkspace();
  const { host: preparing, datasetId, split } = await splitHost(place);
  await preparing.close();
  const opened = await openHost(place.workspace, {
    launchEngine: (choice, deviceId) => {
      const engine = forkEngine(choice, deviceId);
      engines.push(engine.processId!);
      return engine;
    },
  });
  host = { ...opened, datasetId, split };
});
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

test('kill -9 of the engine interrupts this run only, says so, and the next run works', async () => {
  const { caller, split } = host;
  const { runId, jobId } = await caller.call('runs.start', await trainingConfig(caller, split.id, 900));
  await nextEvent(caller, 'runs.epochEnded');
  process.kill(engines.at(-1)!, 'SIGKILL');
  const job = await jobEnd(caller, jobId);
  const run = await caller.call('runs.get', { runId });
  for (const { status, error } of [job, run]) {
    expect(status).toBe('interrupted');
    expect(error).toMatchObject({ code: 'engine-crashed', detail: { signal: 'SIGKILL', exitCode: null } });
    expect(error!.message).toMatch(/killed from outside \(SIGKILL\).*memory.*Everything that was stored until then is safe\./);
  }
  expect(run.epochsDone).toBeGreaterThan(0);
  const next = await train(caller, split.id);
  expect(next.job.status).toBe('succeeded');
});

test('a trial of a search whose engine is killed is tried once more, then it has failed, and the next one trains', async () => {
  const { caller, split } = host;
  const config = searchConfig(split.id);
  const options = { ...config.options, epochs: 900 };
  const { searchId, jobId } = await caller.call('searches.start', { ...config, options, method: { kind: 'random' } });
  const inTrial = async (number: number): Promise<void> => {
    const epochs = (await caller.call('searches.get', { searchId })).trials[number - 1]?.curve.length ?? 0;
    await nextEvent(caller, 'searches.changed', ({ trial }) => trial?.number === number && trial.curve.length > epochs);
  };
  for (const death of [1, 2]) {
    await inTrial(1);
    process.kill(engines.at(-1)!, 'SIGKILL');
    if (death === 1) await nextEvent(caller, 'searches.changed', ({ trial }) => trial?.status === 'waiting');
  }
  await inTrial(2);
  const { trials } = await caller.call('searches.get', { searchId });
  expect(trials).toMatchObject([{ status: 'failed' }, { status: 'running' }]);
  expect(trials[0]!.reason).toMatch(/^The engine died 2 times at this trial, .*killed from outside \(SIGKILL\)/);
  expect(await caller.call('runs.get', { runId: trials[0]!.runId! })).toMatchObject({ status: 'failed' });
  await caller.call('jobs.cancel', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'cancelled', error: null });
});

test('an engine that dies while a photograph is predicted is replaced by the next prediction', async () => {
  const { caller, datasetId } = host;
  const [run] = (await caller.call('runs.list', {})).runs;
  const evaluate = async (): Promise<string> => {
    const { jobId } = await caller.call('evaluations.start', { runId: run!.id, part: 'validation' });
    return (await jobEnd(caller, jobId)).status;
  };
  expect(await evaluate()).toBe('succeeded');
  const warm = engines.at(-1)!;
  expect(await evaluate()).toBe('succeeded');
  expect(engines.at(-1)).toBe(warm);
  process.kill(warm, 'SIGKILL');
  expect(await evaluate()).toBe('succeeded');
  expect(engines.at(-1)).not.toBe(warm);
  expect((await caller.call('photographs.find', { datasetId })).ids.length).toBeGreaterThan(0);
});

test('cancel stops at the next batch; the best epoch so far is kept and can be evaluated', async () => {
  const { caller, split } = host;
  const { runId, jobId } = await caller.call('runs.start', await trainingConfig(caller, split.id, 900));
  await nextEvent(caller, 'runs.epochEnded', (told) => told.runId === runId);
  const asked = performance.now();
  expect((await caller.call('jobs.cancel', { jobId })).status).toBe('cancelling');
  const job = await jobEnd(caller, jobId);
  expect(performance.now() - asked).toBeLessThan(9000);
  expect(job).toMatchObject({ status: 'cancelled', error: null });
  expect(await caller.call('runs.get', { runId })).toMatchObject({ status: 'cancelled', error: null });
  await access(join(place.workspace, 'runs', String(runId), 'model', 'model.json'));
  const evaluation = await caller.call('evaluations.start', { runId, part: 'validation' });
  expect(await jobEnd(caller, evaluation.jobId)).toMatchObject({ status: 'succeeded', error: null });
  expect(host.log.filter((line) => /cancel/i.test(line))).toEqual([]);
});

test('closing the host interrupts a training and ends its engine', async () => {
  const { caller, split } = host;
  const { runId } = await caller.call('runs.start', await trainingConfig(caller, split.id, 900));
  await nextEvent(caller, 'runs.epochEnded', (told) => told.runId === runId);
  await host.host.close();
  expect(() => process.kill(engines.at(-1)!, 0)).toThrow(/ESRCH/);
  const reopened = await openHost(place.workspace);
  host = { ...host, ...reopened };
  expect(await reopened.caller.call('runs.get', { runId })).toMatchObject({ status: 'interrupted', error: null });
});
