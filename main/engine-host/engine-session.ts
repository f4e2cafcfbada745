import { Caller } from '../../common/contract/caller.ts';
import type { CallInput, CallName, CallOutput, EventName, EventPayload } from '../../common/contract/define.ts';
import { engineProtocol } from '../../common/contract/engine-protocol.ts';
import type { EngineProtocol } from '../../common/contract/engine-protocol.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { engineCrash } from './engine-crash.ts';
import type { EngineProcess } from './engine-process.ts';

export interface EngineCallOptions {
  readonly signal?: AbortSignal;
  /** What to do with the call's events. If a handler throws, the call is cancelled and rejects with what was thrown. */
  readonly on?: { readonly [Name in EventName<EngineProtocol>]?: (payload: EventPayload<EngineProtocol, Name>) => void };
}

/** An engine that does not stop within this time after a cancel is killed. */
const cancelGraceMs = 10_000;
/** An engine that is not needed any more ends by itself within this time, or is killed. */
const endGraceMs = 2000;

/** A started engine process and the calls to it. */
export class EngineSession {
  readonly #process: EngineProcess;
  readonly #caller: Caller<EngineProtocol>;
  #isAlive = true;

  constructor(process: EngineProcess) {
    this.#process = process;
    this.#caller = new Caller<EngineProtocol>(engineProtocol, process.transport);
    void process.exited.then(() => {
      this.#isAlive = false;
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get processId(): number | undefined {
    return this.#process.processId;
  }

  /** @throws AppError what the engine threw; `cancelled`; `engine-crashed` where the process died */
  async call<Name extends CallName<EngineProtocol>>(
    name: Name,
    input: CallInput<EngineProtocol, Name>,
    options: EngineCallOptions = {},
  ): Promise<CallOutput<EngineProtocol, Name>> {
    const { signal } = options;
    throwIfAborted(signal);
    const stop = new AbortController();
    const eventFailures: unknown[] = [];
    let killTimer: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      stop.abort();
      killTimer ??= setTimeout(() => this.#process.kill(), cancelGraceMs);
    };
    const onEvent = (name: EventName<EngineProtocol>, payload: unknown): void => {
      if (eventFailures.length > 0) return;
      try {
        handleEvent(options.on, name, payload);
      } catch (thrown) {
        eventFailures.push(thrown);
        cancel();
      }
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      // The same type, but the compiler does not see it through two generic signatures.
      return (await this.#caller.call<Name>(name, input, { signal: stop.signal, onEvent })) as CallOutput<EngineProtocol, Name>;
    } catch (thrown) {
      throwIfAborted(signal);
      if (eventFailures.length > 0) throw eventFailures[0];
      const error = toAppError(thrown);
      if (error.code !== 'connection-lost') throw error;
      throw engineCrash(await this.#process.exited, this.#process.recentOutput());
    } finally {
      signal?.removeEventListener('abort', cancel);
      clearTimeout(killTimer);
    }
  }

  /** Lets the engine go; resolves when the process is gone. */
  async end(): Promise<void> {
    this.#process.disconnect();
    const timer = setTimeout(() => this.#process.kill(), endGraceMs);
    await this.#process.exited;
    clearTimeout(timer);
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('cancelled', 'The work was cancelled.');
}

function handleEvent(handlers: EngineCallOptions['on'], name: EventName<EngineProtocol>, payload: unknown): void {
  const definition = engineProtocol.events.find((event) => event.name === name);
  const handler = handlers?.[name] as ((payload: unknown) => void) | undefined;
  if (definition !== undefined) handler?.(definition.payload.parse(payload));
}
