import type { EpochReport } from '../../common/contract/engine-protocol.ts';
import type { EpochRecord } from '../../common/domain/run.ts';
import { stageOfEpoch } from '../../common/domain/training-config.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { BestEpoch } from './best-epoch.ts';

/** The finished epochs of a run and what follows from them: which is the best, and whether it is over. */
export class TrainingHistory {
  readonly #options: Pick<TrainingOptions, 'epochs' | 'headFirst'>;
  readonly #patience: number | null;
  readonly #best: BestEpoch;
  readonly #watched: BestEpoch;
  readonly #reports: EpochReport[] = [];

  constructor(options: Pick<TrainingOptions, 'epochs' | 'headFirst' | 'bestBy' | 'earlyStopping'>) {
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

  /** 0 before the first. */
  get bestEpoch(): number {
    return this.#best.epoch;
  }

  /** No epoch is left, or the watched metric has not risen for too long. */
  get isOver(): boolean {
    return this.epochsDone >= this.#options.epochs || this.stoppedEarly;
  }

  /** Over before its last epoch. A first stage is neither cut short nor the mark for what comes after it. */
  get stoppedEarly(): boolean {
    const { epochs, headFirst } = this.#options;
    const since = Math.max(this.#watched.epoch, headFirst?.epochs ?? 0);
    return this.#patience !== null && this.epochsDone < epochs && this.epochsDone - since >= this.#patience;
  }

  /** Takes in a finished epoch. */
  add(record: EpochRecord, confusion: number[][]): EpochReport {
    if (stageOfEpoch(this.#options, record.epoch) === 'main') this.#watched.update(record);
    const report = { record, isBest: this.#best.update(record), confusion };
    this.#reports.push(report);
    return report;
  }
}
