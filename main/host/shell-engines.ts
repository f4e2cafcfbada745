import type { Caller } from '../../common/contract/caller.ts';
import type { Frame } from '../../common/contract/frames.ts';
import type { ShellProtocol } from '../../common/contract/shell-protocol.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { EngineExit, EngineLauncher, EngineProcess } from '../engine-host/engine-process.ts';

/** Electron's MessagePortMain, as far as it is used here. */
export interface EnginePort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** What a crash report quotes of an engine's output. */
const keptCharacters = 8000;

/**
 * Starts engines through the shell: in a packaged program the host is a utility process, and only Electron's main process can start another
 * one (RunAsNode is off). The frames then go straight to the engine through a MessagePort.
 */
export function shellEngineLauncher(
  shell: Caller<ShellProtocol>,
  onEnginePort: (listener: (engineId: number, port: EnginePort) => void) => void,
): EngineLauncher {
  const engines = new Map<number, ShellEngine>();
  let nextId = 1;
  onEnginePort((engineId, port) => engines.get(engineId)?.connect(port));
  shell.on('shell.engineWrote', ({ engineId, text }) => engines.get(engineId)?.take(text));
  shell.on('shell.engineExited', ({ engineId, exitCode }) => {
    engines.get(engineId)?.end({ exitCode, signal: null });
    engines.delete(engineId);
  });
  return (choice, deviceId) => {
    const engineId = nextId++;
    const engine = new ShellEngine(() => void shell.call('shell.killEngine', { engineId }).catch(() => undefined));
    engines.set(engineId, engine);
    shell.call('shell.startEngine', { engineId, choice, ...(deviceId === undefined ? {} : { deviceId }) }).then(
      ({ processId }) => (engine.processId = processId ?? undefined),
      (thrown: unknown) => {
        engine.take(toAppError(thrown).message);
        engine.end({ exitCode: null, signal: null });
        engines.delete(engineId);
      },
    );
    return engine;
  };
}

class ShellEngine implements EngineProcess {
  processId: number | undefined;
  readonly kill: () => void;
  readonly exited: Promise<EngineExit>;
  readonly transport = {
    send: (frame: Frame): void => this.#send(frame),
    onFrame: (listener: (frame: unknown) => void): void => void this.#frameListeners.push(listener),
    onClose: (listener: () => void): void => void this.#closeListeners.push(listener),
  };
  readonly #frameListeners: ((frame: unknown) => void)[] = [];
  readonly #closeListeners: (() => void)[] = [];
  /** Frames that were sent before the port came. */
  #waiting: Frame[] = [];
  #port: EnginePort | null = null;
  #isDisconnected = false;
  #output = '';
  #tellExit: (exit: EngineExit) => void = () => undefined;

  constructor(kill: () => void) {
    this.kill = kill;
    this.exited = new Promise((resolve) => (this.#tellExit = resolve));
  }

  connect(port: EnginePort): void {
    if (this.#isDisconnected) {
      port.close();
      return;
    }
    this.#port = port;
    port.on('message', ({ data }) => {
      for (const listener of this.#frameListeners) listener(data);
    });
    port.start();
    for (const frame of this.#waiting) port.postMessage(frame);
    this.#waiting = [];
  }

  take(text: string): void {
    this.#output = (this.#output + text).slice(-keptCharacters);
  }

  end(exit: EngineExit): void {
    for (const listener of this.#closeListeners) listener();
    this.#tellExit(exit);
  }

  recentOutput(): string {
    return this.#output.trim();
  }

  disconnect(): void {
    this.#isDisconnected = true;
    this.#port?.close();
  }

  #send(frame: Frame): void {
    if (this.#isDisconnected) return;
    if (this.#port === null) this.#waiting.push(frame);
    else this.#port.postMessage(frame);
  }
}
