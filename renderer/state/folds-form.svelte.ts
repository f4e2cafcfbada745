import type { Dataset, Split } from '../../common/domain/dataset.ts';
import type { Recipe } from '../../common/domain/recipe.ts';
import type { Client } from '../api/client.ts';
import { inputOf } from './call-input.ts';
import { explainShare, toNumber, toShare } from './typed-numbers.ts';

type FoldField = 'folds' | 'test' | 'seed';

const fieldOfKey: Readonly<Record<string, FoldField>> = { folds: 'folds', testShare: 'test', seed: 'seed' };

/** Photographs in each run of a cross-validation, roughly: lesions are not divided. */
export interface FoldPlan {
  readonly folds: number;
  readonly test: number;
  readonly validation: number;
  readonly train: number;
}

/** The part of the Train screen that asks for a cross-validation in place of one run. The test share is typed as per cent. */
export class FoldsForm {
  readonly #recipe: () => Recipe | undefined;
  readonly #splits: () => readonly Split[];
  #withinId = $state<number | null>(null);
  #isOn = $state<boolean | null>(null);
  #folds = $state<string | null>(null);
  test = $state('15');
  seed = $state('1');
  #begun: Begun | null = null;

  /**
   * @param recipe the chosen one: it may propose an ensemble over so many folds
   * @param splits those of the chosen dataset
   */
  constructor(recipe: () => Recipe | undefined, splits: () => readonly Split[]) {
    this.#recipe = recipe;
    this.#splits = splits;
  }

  get isOn(): boolean {
    return this.#isOn ?? (this.#recipe()?.ensemble ?? null) !== null;
  }

  set isOn(isOn: boolean) {
    this.#isOn = isOn;
  }

  get folds(): string {
    return this.#folds ?? String(this.#recipe()?.ensemble?.folds ?? 5);
  }

  set folds(folds: string) {
    this.#folds = folds;
  }

  /** The split whose training part is divided; undefined where the whole dataset is. */
  get within(): Split | undefined {
    return this.#splits().find(({ id }) => id === this.#withinId);
  }

  /** Null: the whole dataset. */
  chooseWithin(splitId: number | null): void {
    this.#withinId = splitId;
  }

  get errors(): Readonly<Partial<Record<FoldField, string>>> {
    const parsed = this.#parse({ id: 1, hasLesionIds: true });
    if (!this.isOn || parsed.success) return {};
    const errors: Partial<Record<FoldField, string>> = {};
    for (const issue of parsed.error.issues) errors[fieldOfKey[String(issue.path[0])] ?? 'folds'] ??= explainShare(issue);
    return errors;
  }

  /** Null while a field is wrong. */
  plan(photographCount: number): FoldPlan | null {
    const parsed = this.#parse({ id: 1, hasLesionIds: true });
    if (!parsed.success) return null;
    const { folds, testShare } = parsed.data;
    const counts = this.within?.counts;
    const test = counts === undefined ? Math.round(photographCount * testShare) : counts.validation + counts.test;
    const divided = counts?.train ?? photographCount - test;
    const validation = Math.round(divided / folds);
    return { folds, test, validation, train: divided - validation };
  }

  /**
   * Makes the splits and starts a run on each. Where one is refused, the next call goes on with it: with the same splits, and, where `config` is the same
   * too, without the runs that were started.
   * @param config everything but the split that the runs are told
   * @throws AppError where the host refuses
   */
  async start(
    client: Pick<Client, 'call'>,
    dataset: Pick<Dataset, 'id' | 'hasLesionIds'>,
    config: string,
    startOne: (split: Split, fold: number, folds: number) => Promise<void>,
  ): Promise<void> {
    const input = inputOf('splits.createFolds').parse(this.#input(dataset));
    const key = JSON.stringify(input);
    if (this.#begun?.key !== key) this.#begun = { key, config, ...(await client.call('splits.createFolds', input)), started: 0 };
    if (this.#begun.config !== config) this.#begun = { ...this.#begun, config, started: 0 };
    for (const begun = this.#begun; begun.started < begun.splits.length; begun.started++) {
      const split = begun.splits[begun.started];
      if (split !== undefined) await startOne(split, begun.started + 1, begun.splits.length);
    }
    this.#begun = null;
  }

  /** How many runs of a cross-validation that was refused half-way are in the queue. */
  get startedCount(): number {
    return this.#begun?.started ?? 0;
  }

  #parse(dataset: Pick<Dataset, 'id' | 'hasLesionIds'>) {
    return inputOf('splits.createFolds').safeParse(this.#input(dataset));
  }

  #input(dataset: Pick<Dataset, 'id' | 'hasLesionIds'>): unknown {
    const { within } = this;
    const common = { datasetId: dataset.id, folds: toNumber(this.folds), seed: toNumber(this.seed) };
    if (within !== undefined) return { ...common, withinSplitId: within.id };
    return {
      ...common,
      testShare: toShare(this.test),
      grouping: dataset.hasLesionIds ? 'lesion' : 'photograph',
    };
  }
}

interface Begun {
  readonly key: string;
  readonly config: string;
  readonly splits: readonly Split[];
  started: number;
}
