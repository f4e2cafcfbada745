import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionStatus } from '../../../../renderer/api/client.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { WindowHost } from '../helpers/window-host.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the client', () => {
  it('calls, and rejects with the error that the host told', async () => {
    const client = new Client(new WindowHost().open);
    await expect(client.call('jobs.list', {})).resolves.toEqual({ jobs: [] });
    await expect(client.call('jobs.get', { jobId: 1 })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('connects again by itself, keeps listening, and lets calls made meanwhile wait', async () => {
    const host = new WindowHost();
    const client = new Client(host.open);
    const heard: number[] = [];
    const statuses: ConnectionStatus[] = [];
    client.on('datasets.changed', ({ datasetId }) => heard.push(datasetId));
    client.onStatus((status) => statuses.push(status));
    await client.call('jobs.list', {});

    host.isReachable = false;
    host.hangUp();
    const waiting = client.call('runs.list', {});
    await vi.advanceTimersByTimeAsync(3000);
    host.isReachable = true;
    await vi.advanceTimersByTimeAsync(5000);

    await expect(waiting).resolves.toEqual({ runs: [] });
    host.responder.broadcast('datasets.changed', { datasetId: 7 });
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual([7]);
    expect(statuses).toEqual(['connecting', 'connected', 'reconnecting', 'connected']);
  });

  it('rejects calls that were under way when the connection went', async () => {
    const host = new WindowHost({ 'jobs.list': () => new Promise(() => undefined) });
    const client = new Client(host.open);
    await client.call('runs.list', {});
    const call = expect(client.call('jobs.list', {})).rejects.toMatchObject({ code: 'connection-lost' });
    await vi.advanceTimersByTimeAsync(0);
    host.hangUp();
    await call;
  });

  it('does not send a call that was cancelled while it waited', async () => {
    const host = new WindowHost();
    const client = new Client(host.open);
    const controller = new AbortController();
    controller.abort();
    await expect(client.call('jobs.list', {}, { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(host.calls).toEqual([]);
  });
});
