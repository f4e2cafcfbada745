import { describe, expect, it } from 'vitest';
import { Caller } from '../../../../common/contract/caller.ts';
import type { Handlers } from '../../../../common/contract/define.ts';
import { hostProtocol } from '../../../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../../../common/contract/host-protocol.ts';
import { memoryTransportPair } from '../../../../common/contract/memory-transport.ts';
import { Responder } from '../../../../common/contract/responder.ts';
import type { Job, JobStatus } from '../../../../common/domain/job.ts';
import { ProgressLine } from '../../../../main/cli/progress-line.ts';
import { watchJob } from '../../../../main/cli/watch-job.ts';

function job(status: JobStatus, changes: Partial<Job> = {}): Job {
  const times = { createdAt: '2026-11-21T10:00:00Z', startedAt: null, endedAt: null };
  return {
    id: 7,
    kind: 'import',
    status,
    title: 'Import',
    queuePlace: null,
    datasetId: 1,
    runId: null,
    progress: null,
    error: null,
    result: null,
    ...times,
    ...changes,
  };
}

/** A host that has only this one job. */
function hostOf(
  present: { job: Job },
  onCancel: () => Job = () => present.job,
  onPause: () => Job = () => present.job,
): { caller: Caller<HostProtocol>; change: (next: Job) => void } {
  const handlers = { 'jobs.get': () => present.job, 'jobs.cancel': onCancel, 'jobs.pause': onPause } as unknown as Handlers<HostProtocol>;
  const responder = new Responder<HostProtocol>(hostProtocol, handlers);
  const [near, far] = memoryTransportPair();
  responder.serve(far);
  return {
    caller: new Caller<HostProtocol>(hostProtocol, near),
    change: (next) => {
      present.job = next;
      responder.broadcast('jobs.changed', { job: next });
    },
  };
}

function quiet(signal = new AbortController().signal): { signal: AbortSignal; progress: ProgressLine } {
  return { signal, progress: new ProgressLine({ write: () => undefined }) };
}

describe('watchJob', () => {
  it('resolves at once where the job has ended already', async () => {
    const { caller } = hostOf({ job: job('succeeded') });
    expect(await watchJob(caller, 7, quiet())).toMatchObject({ status: 'succeeded' });
  });

  it('waits for the end, minding its own job only', async () => {
    const { caller, change } = hostOf({ job: job('running') });
    const end = watchJob(caller, 7, quiet());
    await new Promise((resolve) => setTimeout(resolve, 5));
    change({ ...job('succeeded'), id: 8 });
    change(job('succeeded', { result: { n: 1 } }));
    expect(await end).toMatchObject({ id: 7, result: { n: 1 } });
  });

  it('rejects with the error of the job', async () => {
    const { caller } = hostOf({ job: job('failed', { error: { code: 'disk-full', message: 'The disk is full.' } }) });
    await expect(watchJob(caller, 7, quiet())).rejects.toMatchObject({ code: 'disk-full', message: 'The disk is full.' });
  });

  it('cancels when it is told to, and still waits for the end', async () => {
    const present = { job: job('running') };
    const controller = new AbortController();
    const { caller, change } = hostOf(present, () => {
      setTimeout(() => change(job('cancelled')), 10);
      return (present.job = job('cancelling'));
    });
    const end = watchJob(caller, 7, quiet(controller.signal));
    controller.abort();
    await expect(end).rejects.toMatchObject({ code: 'cancelled' });
    expect(present.job.status).toBe('cancelled');
  });

  it('pauses instead where that is asked for, and tells it from a cancel', async () => {
    const present = { job: job('running', { kind: 'train' }) };
    const controller = new AbortController();
    const { caller, change } = hostOf(
      present,
      () => present.job,
      () => {
        setTimeout(() => change(job('paused')), 10);
        return (present.job = job('pausing'));
      },
    );
    const end = watchJob(caller, 7, { ...quiet(controller.signal), whenAborted: 'pause' });
    controller.abort();
    await expect(end).rejects.toMatchObject({ code: 'cancelled', message: 'Import was paused. What was finished until then is kept.' });
  });

  it('rejects with what has interrupted the job', async () => {
    const { caller } = hostOf({ job: job('interrupted', { error: { code: 'engine-crashed', message: 'Killed.' } }) });
    await expect(watchJob(caller, 7, quiet())).rejects.toMatchObject({ code: 'engine-crashed', message: 'Killed.' });
  });

  it('does not wait for ever for a host that is gone', async () => {
    const [near, far] = memoryTransportPair();
    const caller = new Caller<HostProtocol>(hostProtocol, near);
    const end = watchJob(caller, 7, quiet());
    far.close();
    await expect(end).rejects.toMatchObject({ code: 'connection-lost' });
  });
});
