import type { EngineDescription } from '../../common/contract/engine-protocol.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { EngineHost } from '../engine-host/engine-host.ts';
import type { EngineChoice } from '../engine-host/engine-process.ts';
import type { EngineFiles } from './engine-files.ts';

/** An engine that says nothing for this long counts as one that does not work. */
const probeMs = 45_000;

/** Tries engines in processes of their own, so that one that crashes takes nothing with it. */
export class EngineCheck {
  readonly #engineHost: EngineHost;
  readonly #engineFiles: EngineFiles;

  constructor(engineHost: EngineHost, engineFiles: EngineFiles) {
    this.#engineHost = engineHost;
    this.#engineFiles = engineFiles;
  }

  /** What an engine says of itself. @throws AppError `engine-unavailable`, `engine-crashed` */
  async probe(choice: EngineChoice): Promise<EngineDescription> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), probeMs);
    try {
      const description = await this.#engineHost.beside(choice, (engine) => engine.call('engine.describe', {}, { signal: stop.signal }));
      this.#engineFiles.remember(description, choice);
      return description;
    } catch (thrown) {
      if (stop.signal.aborted) throw new AppError('engine-unavailable', `It did not start within ${probeMs / 1000} s.`);
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }

  /** That the engine somebody named works; `auto` finds one by itself. @throws AppError `engine-unavailable` with the reason and a remedy */
  async require(choice: EngineChoice): Promise<void> {
    this.#engineFiles.require(choice);
    if (choice !== 'auto' && !this.#engineFiles.hasRun(choice)) await this.probe(choice);
  }
}
