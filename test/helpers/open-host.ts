import { onTestFinished } from 'vitest';
import { Caller } from '../../common/contract/caller.ts';
import type { EventName, EventPayload } from '../../common/contract/define.ts';
import { hostProtocol } from '../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import { memoryTransportPair } from '../../common/contract/memory-transport.ts';
import { activeJobStatuses } from '../../common/domain/job.ts';
import type { Job } from '../../common/domain/job.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { createHost } from '../../main/host/create-host.ts';
import type { Host, HostOptions } from '../../main/host/create-host.ts';

export interface OpenHost {
  readonly host: Host;
  readonly caller: Caller<HostProtocol>;
  readonly log: readonly string[];
}

/** A host over a real workspace, spoken to over the contract; closed when the running test (or, from a hook, `close`) ends. */
export async function openHost(workspace: string, options: Partial<HostOptions> = {}): Promise<OpenHost> {
  const log: string[] = [];
  const host = await createHost({ workspace, folderChoice: 'path', log: (line) => log.push(line), ...options });
  return { host, caller: connectTo(host), log };
}

/** As openHost, for use inside one test. */
export async function openHostForTest(workspace: string, options: Partial<HostOptions> = {}): Promise<OpenHost> {
  const opened = await openHost(workspace, options);
  onTestFinished(() => opened.host.close());
  return opened;
}

/** One more window on the same host. */
export function connectTo(host: Host): Caller<HostProtocol> {
  const [ours, theirs] = memoryTransportPair();
  host.connect(theirs);
  return new Caller<HostProtocol>(hostProtocol, ours);
}

/** Resolves when the job has ended, however it did. */
export function jobEnd(caller: Caller<HostProtocol>, jobId: number): Promise<Job> {
  return new Promise((resolve, reject) => {
    const take = (job: Job): void => {
      if (job.id !== jobId || activeJobStatuses.includes(job.status)) return;
      stop();
      resolve(job);
    };
    const stop = caller.on('jobs.changed', ({ job }) => take(job));
    caller.call('jobs.get', { jobId }).then(take, reject);
  });
}

/** Waits for the first event of a kind that fits. */
export function nextEvent<Name extends EventName<HostProtocol>>(
  caller: Caller<HostProtocol>,
  name: Name,
  fits: (payload: EventPayload<HostProtocol, Name>) => boolean = () => true,
): Promise<EventPayload<HostProtocol, Name>> {
  return new Promise((resolve) => {
    const stop = caller.on(name, (told) => {
      const payload = told as EventPayload<HostProtocol, Name>;
      if (!fits(payload)) return;
      stop();
      resolve(payload);
    });
  });
}

export async function importFolder(caller: Caller<HostProtocol>, path: string, name?: string): Promise<{ datasetId: number; job: Job }> {
  const { folderId } = await caller.call('folders.open', { path });
  const { datasetId, jobId } = await caller.call('imports.start', { folderId, ...(name === undefined ? {} : { name }) });
  return { datasetId, job: await jobEnd(caller, jobId) };
}

/** What a call was refused with; fails where it was not. */
export async function refusal(call: Promise<unknown>): Promise<AppError> {
  try {
    await call;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('The call was not refused.');
}
