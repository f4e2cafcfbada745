import type { EngineDescription } from '../../common/contract/engine-protocol.ts';
import type { AppError } from '../../common/errors/app-error.ts';

/** What computes. TensorFlow.js has one active backend a process; loading one of ours makes it that. */
export interface Backend {
  readonly description: EngineDescription;
  /** Resolves when the device is gone and this process can compute no more (`engine-crashed`); never where that cannot happen. */
  readonly lost: Promise<AppError>;
}

/** A backend that is there, but not the process's yet. */
export interface FoundBackend {
  readonly description: EngineDescription;
  /** Makes it the one that computes. @throws AppError `engine-unavailable` */
  activate(): Promise<Backend>;
}
