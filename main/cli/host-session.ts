import { Caller } from '../../common/contract/caller.ts';
import { hostProtocol } from '../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Host } from '../host/create-host.ts';
import { memoryTransportPair } from '../../common/contract/memory-transport.ts';

/** A host inside this process, spoken to over the contract like every other one. */
export interface HostSession {
  readonly host: Host;
  readonly caller: Caller<HostProtocol>;
  close(): Promise<void>;
}

/** Opens the workspace. The host is loaded only now, so that `--help` and wrong usage answer at once. */
export async function openHostSession(workspace: string, log: (line: string) => void): Promise<HostSession> {
  const { createHost } = await import('../host/create-host.ts');
  const host = await createHost({ workspace, folderChoice: 'path', log });
  const [ours, theirs] = memoryTransportPair();
  host.connect(theirs);
  const caller = new Caller<HostProtocol>(hostProtocol, ours);
  return {
    host,
    caller,
    close: async () => {
      ours.close();
      await host.close();
    },
  };
}
