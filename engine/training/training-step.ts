import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { ForeignState } from '../graph/foreign-state.ts';
import type { StepCounts, StepOrder } from '../graph/step-counts.ts';
import type { Network } from '../models/network.ts';
import type { Objective } from './loss.ts';

/** What a step learns from. */
export interface LabelledBatch {
  readonly size: number;
  /** `size` photographs as bytes (RGB, 0 to 255), or as many rows of features. */
  readonly inputs: Uint8Array | Float32Array;
  /** Encoded facts, `size` rows; needed where the network takes them. */
  readonly facts?: Float32Array;
  /** Class index per photograph. */
  readonly labels: Int32Array;
  /** Weight in the loss per photograph; 1 is neutral. */
  readonly weights: Float32Array;
  /** Of blended photographs (mixup, cutmix): `shares[i]` of photograph i is its own class, the rest `labels[i]`. Needed where the options blend. */
  readonly partners?: { readonly labels: Int32Array; readonly shares: Float32Array };
  /** What a teacher says of the photographs, softened, blended as they are: `size` rows of K. Needed where the options distil. */
  readonly teacher?: Float32Array;
}

export interface StepResult {
  /** Mean over the batch of weight x loss, before the weights were changed. */
  readonly loss: number;
  /** Photographs whose most probable class was right, before the weights were changed. */
  readonly correct: number;
}

/** All that a step needs to go on exactly as it would have. */
export interface TrainingState extends StepCounts {
  /** What kind of step it is of: the values of one are nothing to the other. */
  readonly kind: 'compiled' | 'eager';
  /**
   * Weights, their moving averages, the optimizer's memory, gathered gradients; their order is the same for the same network and options. A step that
   * gathers gradients takes the state of one that does not as well.
   */
  readonly values: readonly Float32Array[];
}

/**
 * One way to train a network. The eager one calls operation after operation; a compiled one runs one graph, with the weights inside its own
 * session until `withResult` brings them back. Its answers are awaited, because a GPU's memory (WebGPU's) can be read in no other way; one call at a time.
 */
export interface TrainingStep {
  /**
   * Learns from one batch.
   * @param order without one: an update at the options' learning rate
   * @throws AppError `out-of-memory` where the batch does not fit
   */
  step(batch: LabelledBatch, order?: StepOrder): Promise<StepResult>;
  /** Class probabilities as the network stands, without dropout: `size` x classes. With moving averages of the weights where the options want them. */
  predict(inputs: Uint8Array | Float32Array, size: number, facts?: Float32Array): Promise<Float32Array>;
  /** Calls work, such as saving, while the network's own variables hold the present weights, or their moving averages where the options want them. */
  withResult<Result>(work: () => Result | Promise<Result>): Promise<Result>;
  exportState(): Promise<TrainingState>;
  /**
   * Goes on where a run was when it exported its state.
   * @throws ForeignState where the state is not one of this network and these options
   */
  importState(state: TrainingState): Promise<void>;
  dispose(): void;
}

/** What of the options a step needs. */
export type TrainingStepOptions = Objective &
  Pick<
    TrainingOptions,
    | 'optimizer'
    | 'momentum'
    | 'nesterov'
    | 'weightDecay'
    | 'learningRate'
    | 'gradientClipNorm'
    | 'averageDecay'
    | 'batchSize'
    | 'accumulationSteps'
    | 'augmentation'
    | 'precision'
  >;

export type CreateTrainingStep = (network: Network, options: TrainingStepOptions) => TrainingStep;

/** @throws ForeignState where the state is one of another kind of step */
export function requireKind(state: TrainingState, kind: TrainingState['kind']): TrainingState {
  if (state.kind === kind) return state;
  throw new ForeignState('The saved state of the training is one of another engine.');
}

/** Whether the options blend photographs, so that batches have partners. */
export function blendsPhotographs({ augmentation }: Pick<TrainingStepOptions, 'augmentation'>): boolean {
  return augmentation.mixup > 0 || augmentation.cutmix > 0;
}
