import { Caller } from '../../common/contract/caller.ts';
import type { CallOptions } from '../../common/contract/caller.ts';
import type { CallInput, CallName, CallOutput, EventName, EventPayload } from '../../common/contract/define.ts';
import type { Transport } from '../../common/contract/frames.ts';
import { hostProtocol } from '../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import { AppError } from '../../common/errors/app-error.ts';

export type ConnectionStatus = 'connecting' | 'connected' | 'reconnecting';
type UntypedListener = (payload: unknown) => void;

const firstRetryMs = 250;
const longestRetryMs = 5000;

/**
 * The window's way to the host. Survives a restarted server: it connects again by itself, keeps the event listeners,
 * and lets calls made meanwhile wait. Calls that were under way reject with `connection-lost`.
 */
export class Client {
  readonly #open: () => Promise<Transport>;
  readonly #listeners = new Map<EventName<HostProtocol>, Set<UntypedListener>>();
  readonly #statusListeners = new Set<(status: ConnectionStatus) => void>();
  #caller: Promise<Caller<HostProtocol>>;
  #status: ConnectionStatus = 'connecting';

  constructor(open: () => Promise<Transport>) {
    this.#open = open;
    this.#caller = this.#connect();
  }

  async call<Name extends CallName<HostProtocol>>(
    name: Name,
    input: CallInput<HostProtocol, Name>,
    options: CallOptions<HostProtocol> = {},
  ): Promise<CallOutput<HostProtocol, Name>> {
    const caller = await this.#caller;
    if (options.signal?.aborted) throw new AppError('cancelled', 'The request was cancelled.');
    return (await caller.call(name, input, options)) as CallOutput<HostProtocol, Name>;
  }

  /** Listens to events that are told to everybody, through reconnections. Returns the function that stops listening. */
  on<Name extends EventName<HostProtocol>>(name: Name, listener: (payload: EventPayload<HostProtocol, Name>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set<UntypedListener>();
    this.#listeners.set(name, listeners);
    const untyped = listener as UntypedListener;
    listeners.add(untyped);
    return () => listeners.delete(untyped);
  }

  /** Tells the present status at once and every change. Returns the function that stops listening. */
  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    this.#statusListeners.add(listener);
    listener(this.#status);
    return () => this.#statusListeners.delete(listener);
  }

  async #connect(): Promise<Caller<HostProtocol>> {
    for (let delayMs = firstRetryMs; ; delayMs = Math.min(delayMs * 2, longestRetryMs)) {
      try {
        return this.#adopt(await this.#open());
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code !== 'connection-lost') throw thrown;
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
    }
  }

  #adopt(transport: Transport): Caller<HostProtocol> {
    const caller = new Caller<HostProtocol>(hostProtocol, transport);
    for (const event of hostProtocol.events) {
      caller.on(event.name, (payload) => {
        for (const listener of this.#listeners.get(event.name) ?? []) listener(payload);
      });
    }
    transport.onClose(() => {
      this.#tell('reconnecting');
      this.#caller = this.#connect();
    });
    // The promise of this connection must be the current one before anybody reacts to the status.
    queueMicrotask(() => this.#tell('connected'));
    return caller;
  }

  #tell(status: ConnectionStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }
}
