import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { EngineChoice, EngineLauncher } from './engine-process.ts';
import { EngineSession } from './engine-session.ts';

/** A prediction engine that nobody asked for this long gives its memory back. */
const idleMs = 60_000;

interface WarmEngine {
  readonly choice: EngineChoice;
  readonly session: EngineSession;
}

/** Starts and ends engine processes: one of its own for every training, one that is kept warm for predictions. */
export class EngineHost {
  readonly #launch: EngineLauncher;
  readonly #sessions = new Set<EngineSession>();
  #warm: WarmEngine | null = null;
  #idleTimer: NodeJS.Timeout | null = null;
  #lastPrediction: Promise<unknown> = Promise.resolve();
  #waitingPredictions = 0;
  #isClosed = false;

  constructor(launch: EngineLauncher) {
    this.#launch = launch;
  }

  /** A fresh engine for this work alone; its memory, the GPU's too, is free when the work has ended. */
  async alone<Result>(choice: EngineChoice, work: (engine: EngineSession) => Promise<Result>, deviceId?: string): Promise<Result> {
    if (this.#waitingPredictions === 0) await this.#retireWarm();
    return this.beside(choice, work, deviceId);
  }

  /** A fresh engine beside all others, for work that needs next to nothing. */
  async beside<Result>(choice: EngineChoice, work: (engine: EngineSession) => Promise<Result>, deviceId?: string): Promise<Result> {
    const session = this.#start(choice, deviceId);
    try {
      return await work(session);
    } finally {
      await this.#end(session);
    }
  }

  /** The warm engine, or a new one. Predictions wait for each other; keep each short, so that one photograph need not wait for thousands. */
  async predicting<Result>(choice: EngineChoice, work: (engine: EngineSession) => Promise<Result>): Promise<Result> {
    this.#waitingPredictions++;
    const before = this.#lastPrediction;
    const result = before.then(() => this.#predict(choice, work));
    this.#lastPrediction = result.then(
      () => undefined,
      // Told to whoever asked; the next one is not concerned.
      () => undefined,
    );
    try {
      return await result;
    } finally {
      this.#waitingPredictions--;
      if (this.#waitingPredictions === 0) this.#startIdleTimer();
    }
  }

  /** Ends every engine, also those at work. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopIdleTimer();
    await Promise.all([...this.#sessions].map((session) => session.end()));
  }

  /** A warm engine that died since its last work is nobody's concern: the work is done again on a new one. */
  async #predict<Result>(choice: EngineChoice, work: (engine: EngineSession) => Promise<Result>): Promise<Result> {
    this.#stopIdleTimer();
    const warm = this.#warm;
    if (warm?.choice === choice && warm.session.isAlive) {
      try {
        return await work(warm.session);
      } catch (thrown) {
        if (toAppError(thrown).code !== 'engine-crashed') throw thrown;
      }
    }
    return work(await this.#newWarmSession(choice));
  }

  async #newWarmSession(choice: EngineChoice): Promise<EngineSession> {
    await this.#retireWarm();
    const session = this.#start(choice);
    this.#warm = { choice, session };
    return session;
  }

  #start(choice: EngineChoice, deviceId?: string): EngineSession {
    if (this.#isClosed) throw new AppError('cancelled', 'Nevus was closed.');
    const session = new EngineSession(this.#launch(choice, deviceId));
    this.#sessions.add(session);
    return session;
  }

  async #end(session: EngineSession): Promise<void> {
    await session.end();
    this.#sessions.delete(session);
  }

  async #retireWarm(): Promise<void> {
    this.#stopIdleTimer();
    const warm = this.#warm;
    this.#warm = null;
    if (warm !== null) await this.#end(warm.session);
  }

  #startIdleTimer(): void {
    this.#stopIdleTimer();
    this.#idleTimer = setTimeout(() => void this.#retireWarm(), idleMs);
    this.#idleTimer.unref();
  }

  #stopIdleTimer(): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
  }
}
