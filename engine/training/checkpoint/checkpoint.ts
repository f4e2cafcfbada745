import { z } from 'zod';
import { EpochReport } from '../../../common/contract/engine-protocol.ts';
import { TrainingStage } from '../../../common/domain/training-phases.ts';
import type { TrainingState } from '../training-step.ts';

/** What a run is of. Two runs with the same identity on the same machine go the same way. */
export const TaskIdentity = z.object({
  /** The options that have an influence on the numbers, as JSON. */
  options: z.string(),
  /** SHA-256 of the classes, the labels of both parts in their order, and what else the network learns from: a teacher's answers, facts. */
  data: z.string(),
  /** SHA-256 of the weights that the network started with. */
  startingWeights: z.string(),
});
export type TaskIdentity = z.infer<typeof TaskIdentity>;

/** Sums over the batches of an epoch that is not at its end. */
export const EpochSums = z.object({
  /** Photographs. */
  shown: z.int().min(0),
  /** Of loss x photographs. */
  loss: z.number(),
  correct: z.number(),
  /** For the record only, never for a decision. */
  elapsedMs: z.number(),
  waitedMs: z.number(),
});
export type EpochSums = z.infer<typeof EpochSums>;

/** What stands in a checkpoint's head, before its numbers. */
export const CheckpointFacts = z.object({
  identity: TaskIdentity,
  /** What computed it, for people: `TensorFlow 2.21.0, CPU`. */
  engine: z.string(),
  /** Of which the state is. At the end of a first stage it is still of that one, unless the next one has begun. */
  stage: TrainingStage.default('main'),
  /** Number of the epoch that goes on, from 1; one more than the last where the run is at its end. */
  epoch: z.int().min(1),
  /** Batches of that epoch that were learnt from: 0 between two epochs, all of them where only the validation is left. */
  batch: z.int().min(0),
  /** Into how many parts each of the task's batches is split, for lack of memory; `batch` counts the parts. */
  split: z.int().min(1),
  /** Over those batches. */
  sums: EpochSums,
  /** Finished epochs, all of them. */
  epochs: z.array(EpochReport),
  /** Of `model/weights.bin` as the best epoch left it; null where there is no best epoch yet. */
  modelSha256: z.string().nullable(),
});
export type CheckpointFacts = z.infer<typeof CheckpointFacts>;

/** All that a run needs to go on as it would have. */
export interface Checkpoint {
  readonly facts: CheckpointFacts;
  readonly state: TrainingState;
  /** Validation part at the best epoch, row after row; empty where there is none yet. */
  readonly probabilities: Float32Array;
}
