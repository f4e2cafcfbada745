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
  dispose(): void;
}

export interface TrainingStepOptions {
  readonly optimizer: TrainingOptions['optimizer'];
  readonly learningRate: number;
}

export type CreateTrainingStep = (network: Network, options: TrainingStepOptions) => TrainingStep;
