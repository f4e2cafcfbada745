import { epochScore } from '../../common/domain/epoch-score.ts';
import type { EpochRecord } from '../../common/domain/run.ts';
import type { MonitoredMetric } from '../../common/domain/training-config.ts';

/** Watches one validation metric over the epochs. The first of two equal epochs is the better one. */
export class BestEpoch {
  readonly #metric: MonitoredMetric;
  #epoch = 0;
  #score = -Infinity;

  constructor(metric: MonitoredMetric) {
    this.#metric = metric;
  }

  /** Number of the best epoch so far, from 1; 0 before the first. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Takes in a finished epoch; true where it is the best so far. */
  update(record: EpochRecord): boolean {
    const score = epochScore(record, this.#metric);
    if (!(score > this.#score)) return false;
    this.#score = score;
    this.#epoch = record.epoch;
    return true;
  }
}
