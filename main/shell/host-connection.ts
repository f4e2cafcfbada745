import type { MessagePortMain } from 'electron';
import { Caller } from '../../common/contract/caller.ts';
import { Channels } from '../../common/contract/channels.ts';
import type { EventName, EventPayload, Handlers } from '../../common/contract/define.ts';
import type { ClosableTransport } from '../../common/contract/memory-transport.ts';
import { Responder } from '../../common/contract/responder.ts';
import { imageChannel, imageProtocol, shellChannel, shellProtocol } from '../../common/contract/shell-protocol.ts';
import type { ImageProtocol, ShellProtocol } from '../../common/contract/shell-protocol.ts';
import type { HostChild } from './host-child.ts';

/** How long the host may take to end its jobs and close the database. */
const stopGraceMs = 15_000;

interface Connected {
  readonly child: HostChild;
  readonly channels: Channels;
  readonly images: Caller<ImageProtocol>;
  /** The host's own channel, once it has spoken; closing it asks the host to end. */
  control: ClosableTransport | null;
  readonly ended: Promise<void>;
}

/** The shell's side of the host process: starts it, carries channels to it, notices its end, stops it cleanly. */
export class HostConnection {
  readonly #launch: () => HostChild;
  readonly #responder: Responder<ShellProtocol>;
  readonly #onLost: () => void;
  #connected: Connected | null = null;
  #isStopping = false;

  /** @param onLost the host ended without being asked to */
  constructor(launch: () => HostChild, handlers: Handlers<ShellProtocol>, onLost: () => void) {
    this.#launch = launch;
    this.#responder = new Responder(shellProtocol, handlers);
    this.#onLost = onLost;
  }

  start(): void {
    const child = this.#launch();
    const channels = new Channels(child.line);
    const ended = new Promise<void>((resolve) => child.line.onClose(resolve));
    const images = new Caller<ImageProtocol>(imageProtocol, channels.open(imageChannel));
    const connected: Connected = { child, channels, images, control: null, ended };
    channels.onOpen((name, transport) => {
      if (name !== shellChannel) {
        transport.close();
        return;
      }
      connected.control = transport;
      this.#responder.serve(transport);
    });
    this.#connected = connected;
    void ended.then(() => {
      this.#connected = null;
      if (!this.#isStopping) this.#onLost();
    });
  }

  get pid(): number | undefined {
    return this.#connected?.child.pid;
  }

  /** A channel to the host; null while there is none. */
  openChannel(name: string): ClosableTransport | null {
    return this.#connected?.channels.open(name) ?? null;
  }

  images(): Caller<ImageProtocol> | null {
    return this.#connected?.images ?? null;
  }

  sendPort(engineId: number, port: MessagePortMain): void {
    this.#connected?.child.sendPort(engineId, port);
  }

  /** Tells the host of something. */
  broadcast<Name extends EventName<ShellProtocol>>(name: Name, payload: EventPayload<ShellProtocol, Name>): void {
    this.#responder.broadcast(name, payload);
  }

  /** Asks the host to end, and ends it where it does not. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const connected = this.#connected;
    if (connected === null) return;
    if (connected.control === null) connected.child.kill();
    else connected.control.close();
    const killing = setTimeout(() => connected.child.kill(), stopGraceMs);
    await connected.ended;
    clearTimeout(killing);
  }
}
