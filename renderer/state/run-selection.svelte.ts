import { SvelteSet } from 'svelte/reactivity';
import { fewestCompared, mostCompared } from '../../common/domain/comparison.ts';
import type { Run } from '../../common/domain/run.ts';
import type { App } from './app.svelte.ts';

/** Runs that are picked out of the list, to be compared or combined to an ensemble. */
export class RunSelection {
  readonly #app: Pick<App, 'client' | 'runs'>;
  readonly #ids = new SvelteSet<number>();

  constructor(app: Pick<App, 'client' | 'runs'>) {
    this.#app = app;
  }

  /** In the order in which they were trained; those that were removed meanwhile are left out. */
  get runs(): readonly Run[] {
    return this.#app.runs.list.filter((run) => this.#ids.has(run.id) && isComparable(run)).sort((a, b) => a.id - b.id);
  }

  has(runId: number): boolean {
    return this.#ids.has(runId);
  }

  set(runId: number, isSelected: boolean): void {
    if (isSelected) this.#ids.add(runId);
    else this.#ids.delete(runId);
  }

  clear(): void {
    this.#ids.clear();
  }

  /** Why the selected runs cannot be compared, in a sentence; null where they can. */
  get compareObstacle(): string | null {
    const [first] = this.runs;
    if (first === undefined || this.runs.length < fewestCompared) return 'Select at least two runs.';
    if (this.runs.length > mostCompared) return `At most ${mostCompared} runs can be compared.`;
    const elsewhere = this.runs.find(({ datasetId }) => datasetId !== first.datasetId);
    return elsewhere === undefined ? null : `${elsewhere.name} and ${first.name} were trained on different datasets.`;
  }

  /** Why the selected runs cannot answer together, in a sentence; null where nothing is known that speaks against it. */
  get obstacle(): string | null {
    const [first, second] = this.runs;
    if (first === undefined || second === undefined) return 'Select at least two finished runs.';
    const ensemble = this.runs.find(({ members }) => members !== null);
    if (ensemble !== undefined) return `${ensemble.name} is an ensemble itself.`;
    const unfinished = this.runs.find((run) => !isCombinable(run));
    if (unfinished !== undefined) return `${unfinished.name} is not finished and has no network.`;
    const other = this.runs.find(({ classes }) => classes.join() !== first.classes.join());
    if (other !== undefined) return `${other.name} and ${first.name} know different diagnoses.`;
    const elsewhere = this.runs.find(({ datasetId }) => datasetId !== first.datasetId);
    if (elsewhere !== undefined) return `${elsewhere.name} and ${first.name} were trained on different datasets.`;
    return null;
  }

  /**
   * Makes the ensemble; nothing is selected any more.
   * @returns its id
   * @throws AppError where the host refuses: test parts that differ, a network that is missing
   */
  async combine(name: string): Promise<number> {
    const runIds = this.runs.map(({ id }) => id);
    const { id } = await this.#app.client.call('runs.combine', { runIds, ...(name.trim() === '' ? {} : { name }) });
    this.clear();
    return id;
  }
}

/** Has curves or, as a finished run or an ensemble, figures. */
export function isComparable(run: Run): boolean {
  return run.status === 'succeeded' || run.epochsDone > 0;
}

/** Finished, and not an ensemble itself. */
function isCombinable(run: Run): boolean {
  return run.status === 'succeeded' && run.members === null;
}

/** What all runs of a cross-validation have in common in their names: `Trial, fold 1 of 5` and so on have `Trial, 5 folds`; else null. */
export function nameOfFolds(runs: readonly Run[]): string | null {
  const parts = runs.map(({ name }) => /^(.+), fold \d+ of (\d+)$/.exec(name));
  const [base, folds] = [parts[0]?.[1], parts[0]?.[2]];
  if (
    base === undefined ||
    folds === undefined ||
    runs.length !== Number(folds) ||
    parts.some((part) => part?.[1] !== base || part[2] !== folds)
  )
    return null;
  return `${base}, ${folds} folds`;
}
