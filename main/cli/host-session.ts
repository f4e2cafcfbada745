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

interface HostSessionOptions {
  readonly log: (line: string) => void;
  /** Whether jobs that wait since an earlier time begin. A command that only looks, or has work of its own, leaves them alone. */
  readonly goesOnWithQueue: boolean;
}

/** Opens the workspace. The host is loaded only now, so that `--help` and wrong usage answer at once. */
export async function openHostSession(workspace: string, options: HostSessionOptions): Promise<HostSession> {
  const { createHost } = await import('../host/create-host.ts');
  const host = await createHost({ workspace, folderChoice: 'path', ...options });
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
