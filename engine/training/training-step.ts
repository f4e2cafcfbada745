import type { TrainingOptions } from '../../common/domain/training-config.ts';
import type { Network } from '../models/network.ts';

/** What a step learns from. */
export interface LabelledBatch {
  readonly size: number;
  /** `size` photographs as bytes (RGB, 0 to 255), or as many rows of features. */
  readonly inputs: Uint8Array | Float32Array;
  /** Class index per photograph. */
  readonly labels: Int32Array;
  /** Weight in the loss per photograph; 1 is neutral. */
  readonly weights: Float32Array;
}

export interface StepResult {
  /** Mean over the batch of weight x cross-entropy, before the weights were changed. */
  readonly loss: number;
  /** Photographs whose most probable class was right, before the weights were changed. */
  readonly correct: number;
}

/** All that a step needs to go on exactly as it would have. */
export interface TrainingState {
  /** What kind of step it is of: the values of one are nothing to the other. */
  readonly kind: 'compiled' | 'eager';
  /** Steps made since the start of the run. With the seed it is all of the random state. */
  readonly step: number;
  /** Weights, then the optimizer's memory; their order is the same for the same network and options. */
  readonly values: readonly Float32Array[];
}

/**
 * One way to train a network. The eager one calls operation after operation; a compiled one runs one graph, with the weights inside its own
 * session until `synchronize` brings them back. Its answers are awaited, because a GPU's memory (WebGPU's) can be read in no other way; one call at a time.
 */
export interface TrainingStep {
  /** Learns from one batch. Throws AppError `out-of-memory` where the batch does not fit. */
  step(batch: LabelledBatch): Promise<StepResult>;
  /** Class probabilities as the network stands, without dropout: `size` x classes. */
  predict(inputs: Uint8Array | Float32Array, size: number): Promise<Float32Array>;
  /** Puts the present weights into the network's own variables, so that it can be saved. */
  synchronize(): void;
  exportState(): Promise<TrainingState>;
  /**
   * Goes on where a run was when it exported its state.
   * @throws Error where the state is not one of this network and these options
   */
  importState(state: TrainingState): Promise<void>;
  dispose(): void;
}

export interface TrainingStepOptions {
  readonly optimizer: TrainingOptions['optimizer'];
  readonly learningRate: number;
}

export type CreateTrainingStep = (network: Network, options: TrainingStepOptions) => TrainingStep;

/** @throws Error where the state is one of another kind of step */
export function requireKind(state: TrainingState, kind: TrainingState['kind']): TrainingState {
  if (state.kind === kind) return state;
  throw new Error('The saved state of the training is one of another engine.');
}
