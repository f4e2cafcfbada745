import { ReproductionRequest } from '../../common/domain/reproduction.ts';
import type { ReproductionRow } from '../../common/domain/reproduction.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { AppError } from '../../common/errors/app-error.ts';
import { explainIssue } from './explain-issue.ts';
import { toNumber } from './typed-numbers.ts';

/** What is asked before a reproduction is queued: of one recipe, or of all for which there are photographs. */
export class ReproduceForm {
  readonly #offered: readonly ReproductionRow[];
  isQuick = $state(false);
  hasVariants = $state(false);
  seed = $state('1');
  #datasetId = $state<number | null>(null);
  #failure = $state.raw<AppError | null>(null);
  #isBusy = $state(false);

  constructor(offered: readonly ReproductionRow[]) {
    this.#offered = offered;
    this.#datasetId = offered[0]?.datasetIds[0] ?? null;
  }

  /** The recipe, where one only is asked about. */
  get single(): ReproductionRow | null {
    return this.#offered.length === 1 ? (this.#offered[0] ?? null) : null;
  }

  get datasetId(): number | null {
    return this.#datasetId;
  }

  set datasetId(datasetId: number | null) {
    this.#datasetId = datasetId;
  }

  /** Recipes that will be queued or left out. */
  get rows(): readonly ReproductionRow[] {
    return this.single !== null || this.hasVariants ? this.#offered : this.#offered.filter(({ recipe: { id, project } }) => id === project);
  }

  /** The photographs that a recipe is trained on; null: it is left out. */
  datasetOf(row: ReproductionRow): number | null {
    return this.single === null ? (row.datasetIds[0] ?? null) : this.#datasetId;
  }

  get seedError(): string | null {
    const parsed = ReproductionRequest.shape.seed.safeParse(toNumber(this.seed));
    const [issue] = parsed.error?.issues ?? [];
    return issue === undefined ? null : explainIssue(issue);
  }

  get failure(): AppError | null {
    return this.#failure;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get requests(): readonly ReproductionRequest[] {
    if (this.seedError !== null) return [];
    return this.rows.flatMap((row) => {
      const datasetId = this.datasetOf(row);
      return datasetId === null ? [] : [{ recipeId: row.recipe.id, datasetId, isQuick: this.isQuick, seed: toNumber(this.seed) }];
    });
  }

  /** Whether everything was queued; else the form shows why not. */
  async submit(queue: (requests: readonly ReproductionRequest[]) => Promise<void>): Promise<boolean> {
    if (this.requests.length === 0 || this.#isBusy) return false;
    this.#isBusy = true;
    this.#failure = null;
    try {
      await queue(this.requests);
      return true;
    } catch (thrown) {
      this.#failure = toAppError(thrown);
      return false;
    } finally {
      this.#isBusy = false;
    }
  }
}
