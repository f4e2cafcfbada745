import type { JobProgress } from '../../common/domain/job.ts';

/** What a job's work tells of itself; rate and time left are computed from it. */
export type ProgressUpdate = Pick<JobProgress, 'done' | 'total' | 'unit' | 'stage'> & {
  /** The same in parts that take equally long, where the units do not: the time left is computed from it. */
  readonly effort?: { readonly done: number; readonly total: number };
};

/** The rate is taken over the last while, so that it follows changes without jumping. */
const windowMs = 10_000;
/** Before that much was watched, a rate says nothing. */
const shortestSpanMs = 500;

/** Computes rate and time left. A new stage or unit starts anew. */
export class ProgressMeter {
  readonly #now: () => number;
  #samples: { readonly atMs: number; readonly done: number; readonly effort: number }[] = [];
  #key = '';

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  measure({ effort: given, ...update }: ProgressUpdate): JobProgress {
    const effort = given ?? { done: update.done, total: update.total };
    const atMs = this.#now();
    const key = `${update.unit}/${update.stage}`;
    if (key !== this.#key || update.done < (this.#samples.at(-1)?.done ?? 0)) this.#samples = [];
    this.#key = key;
    this.#samples.push({ atMs, done: update.done, effort: effort.done });
    while (this.#samples.length > 2 && atMs - (this.#samples[1]?.atMs ?? atMs) > windowMs) this.#samples.shift();
    const pace = this.#rate('effort');
    return {
      ...update,
      perSecond: this.#rate('done'),
      remainingMs: pace !== null && pace > 0 && effort.total !== null ? ((effort.total - effort.done) / pace) * 1000 : null,
    };
  }

  #rate(of: 'done' | 'effort'): number | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < shortestSpanMs) return null;
    return ((last[of] - first[of]) / (last.atMs - first.atMs)) * 1000;
  }
}
