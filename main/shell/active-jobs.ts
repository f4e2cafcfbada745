import { Caller } from '../../common/contract/caller.ts';
import { hostProtocol } from '../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { HostConnection } from './host-connection.ts';

/** A host that does not answer in this time is not asked further. */
const answerMs = 2000;

/** Titles of the jobs that quitting would stop. Those that wait go on waiting. */
export async function listActiveJobs(host: HostConnection): Promise<string[]> {
  const channel = host.openChannel(`quit-${Date.now()}`);
  if (channel === null) return [];
  const caller = new Caller<HostProtocol>(hostProtocol, channel);
  const answer = caller.call('jobs.list', { isActive: true }).then(
    ({ jobs }) => jobs.filter(({ status }) => status !== 'queued').map(({ title }) => title),
    // A host that is gone runs nothing that quitting could stop.
    () => [],
  );
  const late = new Promise<string[]>((resolve) => {
    setTimeout(() => resolve([]), answerMs);
  });
  const titles = await Promise.race([answer, late]);
  channel.close();
  return titles;
}
