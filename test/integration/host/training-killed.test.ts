import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { SeededRandom } from '../../../common/domain/random.ts';
import { forkEngine } from '../../../main/engine-host/fork-engine.ts';
import { startHost } from '../../helpers/host-child.ts';
import { jobEnd, nextEvent, openHost } from '../../helpers/open-host.ts';
import { runResults } from '../../helpers/run-results.ts';
import { sampleWorkspace, splitHost, train } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

const epochs = 40;
const engineKills = 4;
const hostKills = 6;

test('killed again and again at random instants, engine and host, a training ends to the bit as one that was left alone', async () => {
  const place = await sampleWorkspace();
  onTestFinished(() => place.remove());
  const prepared = await splitHost(place);
  const startedAt = performance.now();
  const reference = await train(prepared.caller, prepared.split.id, epochs);
  expect(reference.job.status).toBe('succeeded');
  const expected = await runResults(prepared.caller, place.workspace, reference.runId);
  // However fast this machine is, all kills together come before the end.
  const longestStretchMs = (performance.now() - startedAt) / (engineKills + hostKills + 5);
  await prepared.host.close();

  const random = new SeededRandom(20_261_121);
  const anInstant = (): Promise<void> => setTimeout(random.next() * longestStretchMs);
  const engines: number[] = [];
  const { host, caller } = await openHost(place.workspace, {
    launchEngine: (choice, deviceId) => {
      const engine = forkEngine(choice, deviceId);
      engines.push(engine.processId!);
      return engine;
    },
  });
  const { runId, jobId } = await caller.call('runs.start', await trainingConfig(caller, prepared.split.id, epochs));
  for (let kill = 0; kill < engineKills; kill++) {
    // One of them while the engine starts.
    if (kill === 2) await nextEvent(caller, 'runs.changed', ({ run }) => run.id === runId && run.status === 'running');
    else await nextEvent(caller, 'runs.batchEnded', (told) => told.runId === runId);
    await anInstant();
    process.kill(engines.at(-1)!, 'SIGKILL');
    expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'interrupted', error: { code: 'engine-crashed' } });
    await caller.call('jobs.resume', { jobId });
  }
  await nextEvent(caller, 'runs.batchEnded', (told) => told.runId === runId);
  await host.close();

  for (let kill = 0; kill < hostKills; kill++) {
    const child = startHost(place, 'resume');
    // Two of them before the engine has begun.
    await child.said(kill % 3 === 1 ? 'engine' : 'batch');
    await anInstant();
    await child.kill();
  }

  const last = await openHost(place.workspace);
  onTestFinished(() => last.host.close());
  expect((await last.caller.call('jobs.get', { jobId })).status).toBe('interrupted');
  await last.caller.call('jobs.resume', { jobId });
  expect(await jobEnd(last.caller, jobId)).toMatchObject({ status: 'succeeded', error: null });
  expect(await runResults(last.caller, place.workspace, runId)).toEqual(expected);
}, 300_000);
