import { AppError } from '../errors/app-error.ts';
import type { ErrorBody } from '../errors/app-error.ts';
import type { CallInput, CallName, CallOutput, EventName, EventPayload, Protocol } from './define.ts';
import { Frame } from './frames.ts';
import type { Transport } from './frames.ts';

export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorBody };

export interface CallOptions<P extends Protocol> {
  /** Aborting sends `cancel`; the call then rejects with `cancelled` when the other side has stopped. */
  readonly signal?: AbortSignal;
  /** Events that the handler tells to this call only. */
  readonly onEvent?: <Name extends EventName<P>>(name: Name, payload: EventPayload<P, Name>) => void;
}

interface PendingCall {
  readonly settle: (reply: Reply<unknown>) => void;
  readonly onEvent: ((name: string, payload: unknown) => void) | undefined;
}

/** The calling side of a protocol over one transport. */
export class Caller<P extends Protocol> {
  readonly #transport: Transport;
  readonly #pending = new Map<number, PendingCall>();
  readonly #listeners = new Map<string, Set<(payload: unknown) => void>>();
  #nextId = 1;
  #isClosed = false;

  constructor(_protocol: P, transport: Transport) {
    this.#transport = transport;
    transport.onFrame((frame) => this.#receive(frame));
    transport.onClose(() => this.#close());
  }

  /** Resolves to the answer; rejects with an AppError (`connection-lost` where the other side went away). */
  async call<Name extends CallName<P>>(name: Name, input: CallInput<P, Name>, options: CallOptions<P> = {}): Promise<CallOutput<P, Name>> {
    const reply = await this.#send(name, input, options);
    if (!reply.ok) throw AppError.fromBody(reply.error);
    return reply.value as CallOutput<P, Name>;
  }

  /** Listens to events that are told to everybody. Returns the function that stops listening. */
  on<Name extends EventName<P>>(name: Name, listener: (payload: EventPayload<P, Name>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    const untyped = listener as (payload: unknown) => void;
    listeners.add(untyped);
    return () => listeners.delete(untyped);
  }

  #send(name: string, input: unknown, options: CallOptions<P>): Promise<Reply<unknown>> {
    if (this.#isClosed) return Promise.resolve({ ok: false, error: connectionLost() });
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const cancel = (): void => this.#transport.send({ type: 'cancel', id });
      this.#pending.set(id, {
        settle: (reply) => {
          options.signal?.removeEventListener('abort', cancel);
          resolve(reply);
        },
        onEvent: options.onEvent as PendingCall['onEvent'],
      });
      this.#transport.send({ type: 'request', id, call: name, input });
      if (options.signal?.aborted) cancel();
      else options.signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  #receive(raw: unknown): void {
    const parsed = Frame.safeParse(raw);
    if (!parsed.success) return;
    const frame = parsed.data;
    if (frame.type === 'result') this.#settle(frame.id, { ok: true, value: frame.value });
    else if (frame.type === 'error') this.#settle(frame.id, { ok: false, error: frame.error });
    else if (frame.type === 'event') {
      if (frame.id !== undefined) this.#pending.get(frame.id)?.onEvent?.(frame.event, frame.payload);
      else for (const listener of this.#listeners.get(frame.event) ?? []) listener(frame.payload);
    }
  }

  #settle(id: number, reply: Reply<unknown>): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.settle(reply);
  }

  #close(): void {
    this.#isClosed = true;
    for (const id of [...this.#pending.keys()]) this.#settle(id, { ok: false, error: connectionLost() });
  }
}

function connectionLost(): ErrorBody {
  return {
    code: 'connection-lost',
    message: 'The connection to the other process was lost. Nothing that was saved is affected; try again.',
  };
}
