import type { z } from 'zod';
import { AppError, toAppError } from '../errors/app-error.ts';
import type { EventName, EventPayload, Handlers, Protocol } from './define.ts';
import { Frame } from './frames.ts';
import type { Transport } from './frames.ts';

type UntypedHandler = (input: unknown, context: { signal: AbortSignal; emit(name: string, payload: unknown): void }) => unknown;

/**
 * The answering side of a protocol: parses every input, runs the handler, turns what it throws into an error frame.
 * Serves any number of transports (windows, browser tabs); when one closes, its running calls are aborted.
 */
export class Responder<P extends Protocol> {
  readonly #calls: ReadonlyMap<string, z.ZodType>;
  readonly #handlers: Readonly<Record<string, UntypedHandler>>;
  readonly #onUnexpected: (call: string, thrown: unknown) => void;
  readonly #transports = new Set<Transport>();

  /** @param onUnexpected told of what a handler threw that is no expected failure (`internal`), for the log */
  constructor(protocol: P, handlers: Handlers<P>, onUnexpected: (call: string, thrown: unknown) => void = () => undefined) {
    this.#onUnexpected = onUnexpected;
    this.#calls = new Map(protocol.calls.map((call) => [call.name, call.input]));
    this.#handlers = handlers as unknown as Readonly<Record<string, UntypedHandler>>;
  }

  serve(transport: Transport): void {
    const running = new Map<number, AbortController>();
    this.#transports.add(transport);
    transport.onClose(() => {
      this.#transports.delete(transport);
      for (const controller of running.values()) controller.abort();
    });
    transport.onFrame((raw) => {
      const parsed = Frame.safeParse(raw);
      if (!parsed.success) return;
      const frame = parsed.data;
      if (frame.type === 'cancel') running.get(frame.id)?.abort();
      if (frame.type !== 'request') return;
      const controller = new AbortController();
      running.set(frame.id, controller);
      void this.#answer(transport, frame.id, frame.call, frame.input, controller.signal).finally(() => running.delete(frame.id));
    });
  }

  /** Tells an event to every connected transport. */
  broadcast<Name extends EventName<P>>(name: Name, payload: EventPayload<P, Name>): void {
    for (const transport of this.#transports) transport.send({ type: 'event', event: name, payload });
  }

  async #answer(transport: Transport, id: number, call: string, rawInput: unknown, signal: AbortSignal): Promise<void> {
    try {
      const schema = this.#calls.get(call);
      const handler = this.#handlers[call];
      if (schema === undefined || handler === undefined) throw new AppError('not-found', `There is no call named ${call}.`);
      const input = schema.safeParse(rawInput);
      if (!input.success) throw new AppError('invalid-input', describeInvalidInput(call, input.error), { call });
      const value = await handler(input.data, {
        signal,
        emit: (event, payload) => transport.send({ type: 'event', id, event, payload }),
      });
      transport.send({ type: 'result', id, value });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal') this.#onUnexpected(call, thrown);
      transport.send({ type: 'error', id, error: error.toBody() });
    }
  }
}

function describeInvalidInput(call: string, error: z.ZodError): string {
  const reasons = error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  return `The request ${call} was refused: ${reasons.join('; ')}.`;
}
