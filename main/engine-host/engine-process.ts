import type { Transport } from '../../common/contract/frames.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';

export type EngineChoice = TrainingOptions['engine'];

export interface EngineExit {
  readonly exitCode: number | null;
  /** `SIGKILL`, `SIGSEGV`, ...: what ended it, where it did not end by itself. */
  readonly signal: string | null;
}

/** A running engine, however it was started. */
export interface EngineProcess {
  /** Frames of the engine protocol; closes when the process is gone. */
  readonly transport: Transport;
  readonly processId: number | undefined;
  readonly exited: Promise<EngineExit>;
  /** The last lines that it wrote to stdout and stderr, for the log and for crash reports. */
  recentOutput(): string;
  /** Ends the connection: the engine stops by itself as soon as it can. */
  disconnect(): void;
  /** Ends the process at once. */
  kill(): void;
}

/** Starts an engine process, on one of several GPUs where its id is given. Under Electron the shell brings its own, because `fork` is not there. */
export type EngineLauncher = (choice: EngineChoice, deviceId?: string) => EngineProcess;
