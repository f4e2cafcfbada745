import { MessageChannelMain, utilityProcess } from 'electron';
import type { MessagePortMain, UtilityProcess } from 'electron';
import { AppError } from '../../common/errors/app-error.ts';

export interface EngineChildrenOptions {
  /** Compiled entry of the engine. */
  readonly entry: string;
  /** Hands the host its end of the channel to an engine. */
  readonly sendPort: (engineId: number, port: MessagePortMain) => void;
  readonly onExit: (engineId: number, exitCode: number | null) => void;
  readonly onOutput: (engineId: number, text: string) => void;
}

/** Engines as utility processes, started at the host's request; each speaks to the host through a MessagePort of its own. */
export class EngineChildren {
  readonly #options: EngineChildrenOptions;
  readonly #children = new Map<number, UtilityProcess>();

  constructor(options: EngineChildrenOptions) {
    this.#options = options;
  }

  /** Resolves once the process runs, to its id. */
  start(engineId: number, choice: string, deviceId: string | undefined): Promise<number | null> {
    const { entry, sendPort, onExit, onOutput } = this.#options;
    if (this.#children.has(engineId)) throw new AppError('conflict', `Engine ${engineId} runs already.`);
    const args = ['--engine', choice, ...(deviceId === undefined ? [] : ['--device', deviceId])];
    const child = utilityProcess.fork(entry, args, { serviceName: 'Nevus engine', stdio: 'pipe' });
    this.#children.set(engineId, child);
    child.stdout?.on('data', (chunk: Buffer) => onOutput(engineId, chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => onOutput(engineId, chunk.toString('utf8')));
    child.once('exit', (code) => {
      this.#children.delete(engineId);
      onExit(engineId, code);
    });
    const { port1, port2 } = new MessageChannelMain();
    child.postMessage(null, [port1]);
    sendPort(engineId, port2);
    return new Promise((resolve) => {
      child.once('spawn', () => resolve(child.pid ?? null));
      child.once('exit', () => resolve(null));
    });
  }

  kill(engineId: number): void {
    this.#children.get(engineId)?.kill();
  }

  killAll(): void {
    for (const child of this.#children.values()) child.kill();
  }
}
