import type { EpochReport } from '../../common/contract/engine-protocol.ts';
import type { EpochRecord } from '../../common/domain/run.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { explainDiskErrors } from '../data/disk-errors.ts';
import { ForeignState } from '../graph/foreign-state.ts';
import { saveModel } from '../models/saved-model.ts';
import type { ResumePoint } from './checkpoint/resume-point.ts';
import { epochStart } from './train-epoch.ts';
import type { EpochProgress } from './train-epoch.ts';
import type { PreparedTraining } from './train-epochs.ts';
import { TrainingHistory } from './training-history.ts';
import type { TrainingState } from './training-step.ts';

/** What a run has come to, in memory and on the disk. */
export class RunState {
  readonly history: TrainingHistory;
  readonly #training: PreparedTraining;
  #bestProbabilities = new Float32Array();
  #modelSha256: string | null = null;
  #writtenAt = performance.now();

  constructor(training: PreparedTraining) {
    this.#training = training;
    this.history = new TrainingHistory(training.task.options);
  }

  /** Validation part at the best epoch, row after row. */
  get bestProbabilities(): Float32Array {
    return this.#bestProbabilities;
  }

  /** By a clock that nobody can set; when a checkpoint is written has no influence on any number. */
  isCheckpointDue(): boolean {
    return performance.now() - this.#writtenAt >= 60_000 * this.#training.task.options.checkpointMinutes;
  }

  /** Goes on from a checkpoint; writes the best network once more where it was lost. */
  async restore({ checkpoint, lostModel }: ResumePoint): Promise<void> {
    for (const { record, confusion } of checkpoint.facts.epochs) this.history.add(record, confusion);
    this.#bestProbabilities = new Float32Array(checkpoint.probabilities);
    this.#modelSha256 = checkpoint.facts.modelSha256;
    if (lostModel !== null) {
      await this.#importState(lostModel.state);
      this.#modelSha256 = await this.#saveModel(this.history.bestEpoch);
    }
    await this.#importState(checkpoint.state);
  }

  /** Takes in a finished epoch: first its network where it is the best, then the checkpoint that names it. */
  async endEpoch(record: EpochRecord, confusion: number[][], probabilities: number[][]): Promise<EpochReport> {
    const report = this.history.add(record, confusion);
    if (report.isBest) {
      this.#bestProbabilities = Float32Array.from(probabilities.flat());
      this.#modelSha256 = await this.#saveModel(record.epoch);
    }
    await this.writeCheckpoint(epochStart);
    return report;
  }

  /** @param progress of the epoch after the finished ones */
  async writeCheckpoint({ batch, sums }: EpochProgress): Promise<void> {
    const { engine, folder, identity, split, step } = this.#training;
    const { bestEpoch, epochsDone, reports } = this.history;
    const facts = { identity, engine, epoch: epochsDone + 1, batch, split, sums, epochs: [...reports], modelSha256: this.#modelSha256 };
    const checkpoint = { facts, state: await step.exportState(), probabilities: this.#bestProbabilities };
    const safe = 'The checkpoint before it and the best network are safe: the run can be resumed.';
    await explainDiskErrors('A checkpoint of the run', safe, () => folder.write(checkpoint, bestEpoch));
    this.#writtenAt = performance.now();
  }

  async #importState(state: TrainingState): Promise<void> {
    try {
      await this.#training.step.importState(state);
    } catch (error) {
      if (!(error instanceof ForeignState)) throw error;
      const message =
        'This run cannot be resumed here: its checkpoints were made by another engine or another version of Nevus. They are left as they are; resume it there, or start a new run.';
      throw new AppError('conflict', message, undefined, { cause: error });
    }
  }

  /** Gives the SHA-256 of the weights' file. */
  async #saveModel(bestEpoch: number): Promise<string> {
    const { network, step, task } = this.#training;
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
    const safe = bestEpoch > 1 ? 'The best epoch before it is safe.' : 'Your photographs and earlier runs are safe.';
    return explainDiskErrors(`The network of epoch ${bestEpoch}`, safe, () => step.withResult(() => saveModel(runFolder, model, facts)));
  }
}
