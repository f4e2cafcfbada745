import type { EpochReport } from '../../common/contract/engine-protocol.ts';
import type { EpochRecord } from '../../common/domain/run.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { isFullSize, phaseOfEpoch, trainingPhases } from '../../common/domain/training-phases.ts';
import type { PhasedOptions } from '../../common/domain/training-phases.ts';
import { BestEpoch } from './best-epoch.ts';

/** The finished epochs of a run and what follows from them: which is the best, and whether it is over. */
export class TrainingHistory {
  readonly #options: PhasedOptions;
  readonly #patience: number | null;
  readonly #best: BestEpoch;
  readonly #watched: BestEpoch;
  readonly #reports: EpochReport[] = [];

  constructor(options: PhasedOptions & Pick<TrainingOptions, 'bestBy' | 'earlyStopping'>) {
    const { bestBy, earlyStopping } = options;
    this.#options = options;
    this.#patience = earlyStopping?.patience ?? null;
    this.#best = new BestEpoch(bestBy);
    this.#watched = new BestEpoch(earlyStopping?.metric ?? bestBy);
  }

  get reports(): readonly EpochReport[] {
    return this.#reports;
  }

  get epochsDone(): number {
    return this.#reports.length;
  }

  /** Of the epochs at the full size: a network that was never shown one is no result. 0 before the first. */
  get bestEpoch(): number {
    return this.#best.epoch;
  }

  /** No epoch is left, or the watched metric has not risen for too long. */
  get isOver(): boolean {
    return this.epochsDone >= this.#options.epochs || this.stoppedEarly;
  }

  /** Over before its last epoch. What comes before the last phase is neither cut short nor the mark for it. */
  get stoppedEarly(): boolean {
    const [last] = trainingPhases(this.#options).slice(-1);
    const since = Math.max(this.#watched.epoch, (last?.firstEpoch ?? 1) - 1);
    return this.#patience !== null && this.epochsDone < this.#options.epochs && this.epochsDone - since >= this.#patience;
  }

  /** Takes in a finished epoch. */
  add(record: EpochRecord, confusion: number[][]): EpochReport {
    const isFull = isFullSize(this.#options, record.epoch);
    if (isFull && phaseOfEpoch(this.#options, record.epoch).stage === 'main') this.#watched.update(record);
    const report = { record, isBest: isFull && this.#best.update(record), confusion };
    this.#reports.push(report);
    return report;
  }
}
