import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Settings } from '../../../../common/domain/system.ts';
import type { Job } from '../../../../common/domain/job.ts';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { App } from '../../../../renderer/state/app.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';
import { WindowHost } from '../helpers/window-host.ts';

const job: Job = {
  id: 3,
  kind: 'import',
  status: 'running',
  title: 'Import HAM10000',
  queuePlace: null,
  datasetId: 1,
  runId: null,
  progress: null,
  error: null,
  result: null,
  createdAt: '2026-11-21T10:00:00Z',
  startedAt: '2026-11-21T10:00:00Z',
  endedAt: null,
};

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

beforeEach(() => {
  stubBrowserGlobals();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('what all screens share', () => {
  it('knows the running jobs from the start, and follows their events', async () => {
    const host = new WindowHost({ 'jobs.list': () => ({ jobs: [job] }) });
    const app = new App(new Client(host.open));
    expect(app.jobs.isKnown).toBe(false);
    await settle();
    expect(app.jobs.active.map(({ id }) => id)).toEqual([3]);
    host.responder.broadcast('jobs.changed', { job: { ...job, status: 'succeeded', endedAt: '2026-11-21T10:01:00Z' } });
    await settle();
    expect(app.jobs.active).toEqual([]);
    expect(app.jobs.get(3)?.status).toBe('succeeded');
  });

  it('knows the order of what waits, and what waits for somebody', async () => {
    const waiting = { ...job, status: 'queued' as const, kind: 'train' as const };
    const jobs: Job[] = [
      { ...waiting, id: 4, queuePlace: 2 },
      { ...waiting, id: 5, queuePlace: 1 },
      job,
      { ...job, id: 6, kind: 'train', status: 'paused', runId: 8 },
      { ...job, id: 7, kind: 'train', status: 'failed', error: { code: 'disk-full', message: 'Full.' } },
    ];
    const host = new WindowHost({
      'jobs.list': () => ({ jobs: jobs.filter(({ runId }) => runId === null || !isRemoved) }),
      'jobs.resume': ({ jobId }) => ({ ...jobs[3]!, id: jobId, status: 'queued', queuePlace: 1 }),
    });
    let isRemoved = false;
    const app = new App(new Client(host.open));
    await settle();
    expect(app.jobs.active.map(({ id }) => id)).toEqual([3, 5, 4]);
    expect(app.jobs.queueLength).toBe(2);
    expect(app.jobs.resumable.map(({ id }) => id)).toEqual([6]);
    await app.jobs.resume(6);
    expect(app.jobs.resumable).toEqual([]);
    host.responder.broadcast('jobs.changed', { job: jobs[3]! });
    isRemoved = true;
    host.responder.broadcast('runs.removed', { runId: 8 });
    await settle();
    expect(app.jobs.resumable).toEqual([]);
  });

  it('fetches everything again after a gap, because events may have been missed', async () => {
    vi.useFakeTimers();
    const host = new WindowHost();
    const app = new App(new Client(host.open));
    await vi.advanceTimersByTimeAsync(10);
    host.calls.length = 0;
    host.hangUp();
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    expect(app.connection.status).toBe('connected');
    expect(host.calls.map(({ name }) => name).sort()).toEqual([
      'datasets.list',
      'jobs.list',
      'runs.list',
      'searches.list',
      'settings.get',
      'system.status',
    ]);
  });

  it('shows a changed setting at once, and takes it back where it cannot be stored', async () => {
    let stored = Settings.parse({});
    let isFull = false;
    const host = new WindowHost({
      'settings.get': () => stored,
      'settings.change': (changes) => {
        if (isFull) throw new AppError('disk-full', 'The disk is full.');
        stored = Settings.parse({ ...stored, ...changes });
        return stored;
      },
    });
    const app = new App(new Client(host.open));
    await settle();
    const change = app.settings.change({ theme: 'dark' });
    expect(app.settings.value.theme).toBe('dark');
    await change;
    isFull = true;
    await app.settings.change({ theme: 'light' });
    expect(app.settings.value.theme).toBe('dark');
    expect(app.toasts.items.map(({ message }) => message)).toEqual(['The disk is full.']);
  });

  it('remembers the theme in the window, so that it opens in it', () => {
    const { storage } = stubBrowserGlobals();
    const app = new App(new Client(new WindowHost().open));
    expect(app.theme.current).toBe('dark');
    app.theme.choose('light');
    expect(app.theme.current).toBe('light');
    expect(new App(new Client(new WindowHost().open)).theme.current).toBe('light');
    expect([...storage.values()]).toContain('light');
  });
});
