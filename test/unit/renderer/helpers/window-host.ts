import { AppError } from '../../../../common/errors/app-error.ts';
import type { CallName, CallOutput, Handlers, ParsedInput } from '../../../../common/contract/define.ts';
import { hostProtocol } from '../../../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../../../common/contract/host-protocol.ts';
import { memoryTransportPair } from '../../../../common/contract/memory-transport.ts';
import type { ClosableTransport } from '../../../../common/contract/memory-transport.ts';
import { Responder } from '../../../../common/contract/responder.ts';
import { Settings } from '../../../../common/domain/system.ts';

type SomeHandlers = {
  [Name in CallName<HostProtocol>]?: (
    input: ParsedInput<HostProtocol, Name>,
  ) => CallOutput<HostProtocol, Name> | Promise<CallOutput<HostProtocol, Name>>;
};

/** What a window asks for by itself at its start. */
const quiet: SomeHandlers = {
  'settings.get': () => Settings.parse({}),
  'jobs.list': () => ({ jobs: [] }),
  'datasets.list': () => ({ datasets: [] }),
  'runs.list': () => ({ runs: [] }),
  'searches.list': () => ({ searches: [] }),
  'system.status': () => ({ version: '0.0.0', engine: null, diskFreeBytes: 1e9, memoryBytes: 1e9, folderChoice: 'path' }),
};

/** The other end of a window's line: the real router with the answers that a test gives. Calls without one are refused as unknown. */
export class WindowHost {
  readonly responder: Responder<HostProtocol>;
  readonly calls: { name: string; input: unknown }[] = [];
  #line: ClosableTransport | null = null;
  isReachable = true;

  constructor(handlers: SomeHandlers = {}) {
    const recorded = Object.entries({ ...quiet, ...handlers }).map(([name, handler]) => [
      name,
      (input: never) => {
        this.calls.push({ name, input });
        return handler(input);
      },
    ]);
    this.responder = new Responder(hostProtocol, Object.fromEntries(recorded) as Handlers<HostProtocol>);
  }

  /** What a Client opens. */
  readonly open = (): Promise<ClosableTransport> => {
    if (!this.isReachable) return Promise.reject(lost());
    const [window, host] = memoryTransportPair();
    this.responder.serve(host);
    this.#line = window;
    return Promise.resolve(window);
  };

  /** The server goes away. */
  hangUp(): void {
    this.#line?.close();
  }
}

function lost(): Error {
  return new AppError('connection-lost', 'Nobody answers.');
}
