import type { Run } from '../../common/domain/run.ts';
import { meanRows } from '../../common/metrics/mean-rows.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { SplitRepository } from '../database/repositories/split-repository.ts';

/** How frequent each diagnosis is in what a run learned from: naming divides by it. */
export class ClassShares {
  readonly #runs: RunRepository;
  readonly #splits: SplitRepository;

  constructor(runs: RunRepository, splits: SplitRepository) {
    this.#runs = runs;
    this.#splits = splits;
  }

  /** In the order of the run's classes. Of an ensemble the mean over its runs, as its probabilities are. */
  of(run: Run): number[] {
    if (run.members !== null) return meanRows(run.members.map((id) => this.of(this.#runs.get(id))));
    const { classCounts } = this.#splits.get(run.splitId);
    const counts = run.classes.map((label) => classCounts.find((entry) => entry.part === 'train' && entry.label === label)?.count ?? 0);
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => (total === 0 ? 0 : count / total));
  }
}
