import { z } from 'zod';
import type { Frame } from './frames.ts';
import type { ClosableTransport } from './memory-transport.ts';

/** What travels on a line between two processes that carries several transports, told apart by name. */
export const ChannelMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('frame'), channel: z.string(), frame: z.unknown() }),
  z.object({ kind: z.literal('close'), channel: z.string() }),
]);
export type ChannelMessage = z.infer<typeof ChannelMessage>;

/** The one connection between two processes, whatever it is made of. `onClose` fires once, when the other process is gone. */
export interface Line {
  post(message: ChannelMessage): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

/**
 * Any number of transports over one line: the shell relays each window's frames to the host on a channel of its own, beside its own calls.
 * The first frame on a name that is not open yet opens it; `onOpen` decides who serves it.
 */
export class Channels {
  readonly #line: Line;
  readonly #open = new Map<string, Channel>();
  #opened: ((name: string, transport: ClosableTransport) => void) | undefined;

  constructor(line: Line) {
    this.#line = line;
    line.onMessage((message) => this.#receive(message));
    line.onClose(() => {
      for (const name of [...this.#open.keys()]) this.#end(name);
    });
  }

  /** Called for every channel that the other side opens. Without it such frames are dropped. */
  onOpen(listener: (name: string, transport: ClosableTransport) => void): void {
    this.#opened = listener;
  }

  /** Opens a channel from this side. A name must not be used again after it was closed. */
  open(name: string): ClosableTransport {
    const channel: Channel = new Channel(
      (frame) => {
        if (this.#open.get(name) === channel) this.#line.post({ kind: 'frame', channel: name, frame });
      },
      () => {
        if (this.#open.get(name) !== channel) return;
        this.#line.post({ kind: 'close', channel: name });
        this.#end(name);
      },
    );
    this.#open.set(name, channel);
    return channel;
  }

  #receive(raw: unknown): void {
    const parsed = ChannelMessage.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.kind === 'close') {
      this.#end(message.channel);
      return;
    }
    if (!this.#open.has(message.channel) && this.#opened !== undefined) {
      this.#opened(message.channel, this.open(message.channel));
    }
    this.#open.get(message.channel)?.receive(message.frame);
  }

  #end(name: string): void {
    const channel = this.#open.get(name);
    this.#open.delete(name);
    channel?.end();
  }
}

class Channel implements ClosableTransport {
  readonly send: (frame: Frame) => void;
  readonly close: () => void;
  readonly #frameListeners: ((frame: unknown) => void)[] = [];
  readonly #closeListeners: (() => void)[] = [];
  /** Frames that came before anybody listened: a host that is still starting serves its windows a little later. */
  #early: unknown[] = [];

  constructor(send: (frame: Frame) => void, close: () => void) {
    this.send = send;
    this.close = close;
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#frameListeners.push(listener);
    const early = this.#early;
    this.#early = [];
    for (const frame of early) listener(frame);
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  receive(frame: unknown): void {
    if (this.#frameListeners.length === 0) this.#early.push(frame);
    for (const listener of this.#frameListeners) listener(frame);
  }

  end(): void {
    for (const listener of this.#closeListeners) listener();
  }
}
