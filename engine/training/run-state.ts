import type { EpochReport } from '../../common/contract/engine-protocol.ts';
import type { EpochRecord } from '../../common/domain/run.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import type { TrainingStage } from '../../common/domain/training-phases.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { explainDiskErrors } from '../data/disk-errors.ts';
import { ForeignState } from '../graph/foreign-state.ts';
import { saveModel } from '../models/saved-model.ts';
import type { ResumePoint } from './checkpoint/resume-point.ts';
import { epochStart } from './train-epoch.ts';
import type { EpochProgress } from './train-epoch.ts';
import type { PreparedPhase } from './train-epochs.ts';
import { TrainingHistory } from './training-history.ts';
import type { TrainingState, TrainingStep } from './training-step.ts';

/** What a run has come to, in memory and on the disk. */
export class RunState {
  readonly history: TrainingHistory;
  #phase: PreparedPhase | null = null;
  #newestStage: TrainingStage | null = null;
  #bestProbabilities = new Float32Array();
  #modelSha256: string | null = null;
  #writtenAt = performance.now();

  constructor(options: TrainingOptions) {
    this.history = new TrainingHistory(options);
  }

  /** Goes on with a phase. */
  enter(phase: PreparedPhase): void {
    this.#phase = phase;
  }

  /** Of which the newest checkpoint is; null where there is none. */
  get newestStage(): TrainingStage | null {
    return this.#newestStage;
  }

  /** Validation part at the best epoch, row after row. */
  get bestProbabilities(): Float32Array {
    return this.#bestProbabilities;
  }

  /** By a clock that nobody can set; when a checkpoint is written has no influence on any number. */
  isCheckpointDue(): boolean {
    return performance.now() - this.#writtenAt >= 60_000 * this.#entered.task.options.checkpointMinutes;
  }

  /** Goes on from a checkpoint; writes the best network once more where it was lost. */
  async restore({ checkpoint, lostModel }: ResumePoint): Promise<void> {
    for (const { record, confusion } of checkpoint.facts.epochs) this.history.add(record, confusion);
    this.#bestProbabilities = new Float32Array(checkpoint.probabilities);
    this.#modelSha256 = checkpoint.facts.modelSha256;
    this.#newestStage = checkpoint.facts.stage;
    const { phase, step } = this.#entered;
    if (lostModel !== null) {
      await importState(step, lostModel.state);
      this.#modelSha256 = await saveBest(this.#entered, this.history.bestEpoch, false);
    }
    // One of the stage before says nothing to this one's step, which began with what that stage came to.
    if (checkpoint.facts.stage === phase.stage) await importState(step, checkpoint.state);
  }

  /** Takes in a finished epoch: first its network where it is the best, then the checkpoint that names it. */
  async endEpoch(record: EpochRecord, confusion: number[][], probabilities: number[][]): Promise<EpochReport> {
    const report = this.history.add(record, confusion);
    if (report.isBest) {
      this.#bestProbabilities = Float32Array.from(probabilities.flat());
      this.#modelSha256 = await saveBest(this.#entered, record.epoch, this.#modelSha256 !== null);
    }
    await this.writeCheckpoint(epochStart);
    return report;
  }

  /** @param progress of the epoch after the finished ones */
  async writeCheckpoint({ batch, sums }: EpochProgress): Promise<void> {
    const { engine, folder, identity, phase, split, step } = this.#entered;
    const { stage } = phase;
    const { bestEpoch, epochsDone, reports } = this.history;
    const facts = {
      identity,
      engine,
      stage,
      epoch: epochsDone + 1,
      batch,
      split,
      sums,
      epochs: [...reports],
      modelSha256: this.#modelSha256,
    };
    const checkpoint = { facts, state: await step.exportState(), probabilities: this.#bestProbabilities };
    const safe = 'The checkpoint before it and the best network are safe: the run can be resumed.';
    await explainDiskErrors('A checkpoint of the run', safe, () => folder.write(checkpoint, bestEpoch));
    this.#newestStage = stage;
    this.#writtenAt = performance.now();
  }

  get #entered(): PreparedPhase {
    if (this.#phase === null) throw new Error('The run has not entered a phase.');
    return this.#phase;
  }
}

/** Lets a step go on where a checkpoint was made. @throws AppError `conflict` where it is one of another engine */
export async function importState(step: TrainingStep, state: TrainingState): Promise<void> {
  try {
    await step.importState(state);
  } catch (error) {
    if (!(error instanceof ForeignState)) throw error;
    const message =
      'This run cannot be resumed here: its checkpoints were made by another engine or another version of Nevus. They are left as they are; resume it there, or start a new run.';
    throw new AppError('conflict', message, undefined, { cause: error });
  }
}

/** Saves the network that a step has come to as the best one. Gives the SHA-256 of the weights' file. @param hasEarlier whether there is an earlier one */
export async function saveBest(
  { network, step, task }: Pick<PreparedPhase, 'network' | 'step' | 'task'>,
  bestEpoch: number,
  hasEarlier: boolean,
): Promise<string> {
  const { classes, options, runFolder, teacher } = task;
  const { weightCount, model } = network;
  const { distillation } = options;
  const facts = {
    formatVersion: network.facts === null ? (1 as const) : (2 as const),
    classes,
    model: options.model,
    resizeMode: options.resizeMode,
    ...(network.facts === null ? {} : { facts: network.facts }),
    weightCount,
    bestEpoch,
    ...(distillation === null || teacher === null ? {} : { distillation: { teacher: teacher.name, ...distillation } }),
  };
  const safe = hasEarlier ? 'The best epoch before it is safe.' : 'Your photographs and earlier runs are safe.';
  return explainDiskErrors(`The network of epoch ${bestEpoch}`, safe, () => step.withResult(() => saveModel(runFolder, model, facts)));
}
