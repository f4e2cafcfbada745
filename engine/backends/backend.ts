import type { EngineDescription } from '../../common/contract/engine-protocol.ts';

/** What computes. TensorFlow.js has one active backend a process; loading one of ours makes it that. */
export interface Backend {
  readonly description: EngineDescription;
  /** False where only its device can be described: training and prediction are refused with `engine-unavailable`. */
  readonly canCompute: boolean;
}
