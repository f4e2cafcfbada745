import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from '../../../../renderer/api/client.ts';
import { App } from '../../../../renderer/state/app.svelte.ts';
import { RunState } from '../../../../renderer/state/run.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';
import { exampleEpoch, exampleJob, exampleRun, settle } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

function open(run = exampleRun()): { host: WindowHost; page: RunState; stop: () => void } {
  const host = new WindowHost({
    'runs.get': () => run,
    'runs.epochs': () => ({ epochs: [exampleEpoch(1), exampleEpoch(2)] }),
    'runs.log': () => ({ lines: [{ id: 1, at: '2026-11-21T10:00:10Z', message: 'Training on TensorFlow' }] }),
    'jobs.cancel': () => exampleJob({ kind: 'train', status: 'cancelling' }),
  });
  const page = new RunState(new App(new Client(host.open)), 1);
  return { host, page, stop: page.start() };
}

describe('a run that is over', () => {
  it('shows the confusion of its best epoch, or of the one that is chosen', async () => {
    const { page, stop } = open(exampleRun({ bestEpoch: 1 }));
    await settle();
    expect(page.epochs.map(({ record }) => record.epoch)).toEqual([1, 2]);
    expect(page.epoch?.record.epoch).toBe(1);
    page.stepEpoch(1);
    expect(page.epoch?.record.epoch).toBe(2);
    page.stepEpoch(1);
    expect(page.epoch?.record.epoch).toBe(2);
    page.chooseEpoch(null);
    expect(page.epoch?.record.epoch).toBe(1);
    stop();
  });

  it('says when it was removed', async () => {
    const { host, page, stop } = open();
    await settle();
    host.responder.broadcast('runs.removed', { runId: 2 });
    await settle();
    expect(page.isGone).toBe(false);
    host.responder.broadcast('runs.removed', { runId: 1 });
    await settle();
    expect(page.isGone).toBe(true);
    stop();
  });
});

describe('a run that trains', () => {
  it('follows its epochs, batches and log, and those of no other run', async () => {
    const { host, page, stop } = open(exampleRun({ status: 'running', bestEpoch: 1 }));
    await settle();
    expect(page.epoch?.record.epoch).toBe(2);
    const batch = { epoch: 3, batch: 4, batchCount: 20, loss: 0.5, imagesPerSecond: 600 };
    host.responder.broadcast('runs.epochEnded', { runId: 2, epoch: exampleEpoch(7) });
    host.responder.broadcast('runs.batchEnded', { runId: 2, ...batch, batch: 19 });
    host.responder.broadcast('runs.epochEnded', { runId: 1, epoch: exampleEpoch(3) });
    host.responder.broadcast('runs.batchEnded', { runId: 1, ...batch });
    host.responder.broadcast('runs.logged', { runId: 1, line: { id: 2, at: '2026-11-21T10:00:30Z', message: 'Learning rate halved' } });
    await settle();
    expect(page.epochs.map(({ record }) => record.epoch)).toEqual([1, 2, 3]);
    expect(page.epoch?.record.epoch).toBe(3);
    expect(page.batch).toEqual(batch);
    expect(page.log.map(({ message }) => message)).toEqual(['Training on TensorFlow', 'Learning rate halved']);

    host.responder.broadcast('runs.changed', { run: exampleRun({ status: 'succeeded', bestEpoch: 3 }) });
    await settle();
    expect(page.batch).toBeNull();
    stop();
  });

  it('fetches its epochs again where it goes on from a checkpoint', async () => {
    const { host, page, stop } = open(exampleRun({ status: 'running' }));
    await settle();
    host.responder.broadcast('runs.epochEnded', { runId: 1, epoch: exampleEpoch(3) });
    await settle();
    expect(page.epochs).toHaveLength(3);
    host.responder.broadcast('runs.resumed', { runId: 2, epoch: 1 });
    await settle();
    expect(page.epochs).toHaveLength(3);
    host.responder.broadcast('runs.resumed', { runId: 1, epoch: 3 });
    await settle();
    expect(page.epochs.map(({ record }) => record.epoch)).toEqual([1, 2]);
    stop();
  });

  it('asks its job to stop', async () => {
    const { host, page, stop } = open(exampleRun({ status: 'running' }));
    await settle();
    await page.stop();
    expect(host.calls).toContainEqual({ name: 'jobs.cancel', input: { jobId: 9 } });
    stop();
  });

  it('fetches again after the connection was lost', async () => {
    const { host, page, stop } = open(exampleRun({ status: 'running' }));
    await settle();
    const before = host.calls.filter(({ name }) => name === 'runs.epochs').length;
    host.hangUp();
    await settle();
    expect(host.calls.filter(({ name }) => name === 'runs.epochs').length).toBeGreaterThan(before);
    expect(page.epochs).toHaveLength(2);
    stop();
  });
});
