import { z } from 'zod';
import { isBackboneArchitecture } from '../../common/domain/model-spec.ts';
import type { Dataset, Split } from '../../common/domain/dataset.ts';
import type { ImportedWeights, MissingWeights } from '../../common/domain/weights.ts';
import type { Recipe, RecipeFigures, RecipeFile } from '../../common/domain/recipe.ts';
import type { Run } from '../../common/domain/run.ts';
import type { TrialOfSearch } from '../../common/domain/search.ts';
import { trialOptions } from '../../common/search/trial-options.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { AppError } from '../../common/errors/app-error.ts';
import type { App } from './app.svelte.ts';
import { FoldsForm } from './folds-form.svelte.ts';
import { Remembered } from './remembered.svelte.ts';
import { Resource } from './resource.svelte.ts';
import { TeacherChoice } from './teacher-choice.svelte.ts';
import { applies } from './draft-fields.ts';
import { changedFields, draftOf, readDraft, withArchitecture } from './train-draft.ts';
import type { DraftErrors, TrainDraft } from './train-draft.ts';

const Choice = z.object({
  recipeId: z.string().nullable(),
  datasetId: z.int().nullable(),
  splitId: z.int().nullable(),
});

/** What the address asks for: a dataset to train on, or a run or a search's trial whose settings to take over. */
export interface TrainWish {
  readonly datasetId: number | null;
  readonly splitId: number | null;
  readonly runId: number | null;
  readonly trial?: TrialOfSearch | null;
}

/** The form that starts a training: recipe, dataset, split and options. Remembers recipe, dataset and split. */
export class TrainForm {
  readonly #app: Pick<App, 'client' | 'connection' | 'datasets'>;
  readonly #wish: TrainWish;
  readonly recipes: Resource<readonly Recipe[]>;
  readonly splits: Resource<readonly Split[]>;
  readonly #weights: Resource<readonly ImportedWeights[]>;
  readonly #figures: Resource<readonly RecipeFigures[]>;
  readonly #choice = new Remembered('train.choice', Choice, { recipeId: null, datasetId: null, splitId: null });

  /** Asks for a cross-validation in place of one run. */
  readonly folds = new FoldsForm(
    () => this.recipe,
    () => this.splitChoices,
  );

  /** Whom the network is to learn from, where the draft says that it learns from somebody. */
  readonly teacher: TeacherChoice;

  /** Whether something sets a field in its own way for each run, such as a search. */
  varies: (field: keyof TrainDraft) => boolean = () => false;

  #draft = $state.raw<TrainDraft | null>(null);
  name = $state('');
  #isStarting = $state(false);
  #isTakingOver = $state(false);
  #failure = $state.raw<AppError | null>(null);

  readonly #recipe = $derived.by(() => {
    const recipes = this.recipes.value ?? [];
    return recipes.find(({ id }) => id === this.#choice.value.recipeId) ?? recipes[0];
  });
  readonly #original = $derived(this.#recipe === undefined ? null : draftOf(this.#recipe.options));
  readonly #trainable = $derived.by(() => this.#app.datasets.list.filter(isTrainable));
  readonly #dataset = $derived(
    this.#trainable.find(({ id }) => id === this.#choice.value.datasetId) ??
      this.#trainable.find(({ hasLesionIds }) => hasLesionIds) ??
      this.#trainable[0],
  );
  readonly #splitChoices = $derived.by(() => (this.splits.value ?? []).filter(({ datasetId }) => datasetId === this.#dataset?.id));
  readonly #split = $derived(this.#splitChoices.find(({ id }) => id === this.#choice.value.splitId) ?? this.#splitChoices.at(-1));
  readonly #reading = $derived(this.draft === null ? null : readDraft(this.draft));

  constructor(app: Pick<App, 'client' | 'connection' | 'datasets'>, wish: TrainWish) {
    this.#app = app;
    this.#wish = wish;
    this.recipes = new Resource(async (signal) => (await app.client.call('recipes.list', {}, { signal })).recipes);
    this.splits = new Resource(async (signal) => (await app.client.call('splits.list', {}, { signal })).splits);
    this.#figures = new Resource(async (signal) => (await app.client.call('recipes.figures', {}, { signal })).figures);
    this.#weights = new Resource(async (signal) => (await app.client.call('weights.list', {}, { signal })).weights);
    this.teacher = new TeacherChoice(app.client, () => {
      const [split, draft] = [this.#split, this.draft];
      return split === undefined || draft === null ? null : { splitId: split.id, targets: draft.distilTargets };
    });
    this.#isTakingOver = wish.runId !== null || (wish.trial ?? null) !== null;
    if (wish.datasetId !== null) this.chooseDataset(wish.datasetId);
    if (wish.splitId !== null) this.chooseSplit(wish.splitId);
  }

  /** One of each project: what the gallery shows as a card. */
  get gallery(): readonly Recipe[] {
    return (this.recipes.value ?? []).filter(({ id, project }) => id === project);
  }

  /** The chosen recipe's project: itself first, then its variants; a single one where it has none. */
  get variants(): readonly Recipe[] {
    return (this.recipes.value ?? []).filter(({ project }) => project === this.#recipe?.project);
  }

  /** Figures that runs by a recipe reached in this workspace. */
  figuresOf(recipe: Recipe): RecipeFigures | undefined {
    return this.#figures.value?.find(({ recipeId }) => recipeId === recipe.id);
  }

  get recipe(): Recipe | undefined {
    return this.#recipe;
  }

  get datasets(): readonly Dataset[] {
    return this.#app.datasets.list;
  }

  get dataset(): Dataset | undefined {
    return this.#dataset;
  }

  get splitChoices(): readonly Split[] {
    return this.#splitChoices;
  }

  get split(): Split | undefined {
    return this.#split;
  }

  /** Null until the recipes are known, and what the address names: nothing that is typed before may be lost to it, or be started without it. */
  get draft(): TrainDraft | null {
    return this.#isTakingOver ? null : (this.#draft ?? this.#original);
  }

  /** Whether the settings of the run or trial that the address names are still on their way. */
  get isTakingOver(): boolean {
    return this.#isTakingOver;
  }

  /** The recipe's own values. */
  get original(): TrainDraft | null {
    return this.#original;
  }

  get changes(): readonly (keyof TrainDraft)[] {
    const [draft, original] = [this.draft, this.#original];
    return draft === null || original === null ? [] : changedFields(draft, original).filter((field) => applies(field, draft));
  }

  /** Recipes are valid: what is wrong is wrong by a change, if not always of the field where it shows. */
  get errors(): DraftErrors {
    return this.#reading === null || this.#reading.ok ? {} : this.#reading.errors;
  }

  /** Whether a field is shown: where it means something, and where it has to be mended. */
  shows(field: keyof TrainDraft): boolean {
    return this.draft !== null && (applies(field, this.draft) || this.errors[field] !== undefined);
  }

  get options(): TrainingOptions | null {
    return this.#reading?.ok === true ? this.#reading.options : null;
  }

  /** The network whose ImageNet weights it starts from, where this workspace does not have them; else null. */
  get missingWeights(): Pick<MissingWeights, 'architecture' | 'alpha'> | null {
    const draft = this.draft;
    const weights = this.#weights.value;
    if (draft === null || weights === undefined) return null;
    if (!isBackboneArchitecture(draft.architecture) || draft.weights !== 'imagenet') return null;
    const need = { architecture: draft.architecture, alpha: draft.alpha === '' ? null : Number(draft.alpha) };
    return weights.some(({ architecture, alpha }) => architecture === need.architecture && alpha === need.alpha) ? null : need;
  }

  /** Learns from a teacher beside the diagnoses. */
  get isTaught(): boolean {
    return this.draft?.isDistilling === true;
  }

  get isStarting(): boolean {
    return this.#isStarting;
  }

  get failure(): AppError | null {
    return this.#failure;
  }

  /** What still keeps the training from starting, in a sentence; null where nothing does. */
  get obstacle(): string | null {
    if (this.#dataset === undefined) return 'Import a dataset first.';
    if (this.#split === undefined && !this.folds.isOn) return 'Make a split first.';
    if (this.isTaught && this.folds.isOn) return 'A cross-validation learns from the diagnoses alone here: choose so, or train one run.';
    if (this.isTaught && this.teacher.obstacle !== null) return this.teacher.obstacle;
    if (this.missingWeights !== null) return 'Import the ImageNet weights, or start with random ones.';
    return null;
  }

  chooseRecipe(recipeId: string): void {
    this.#choice.value = { ...this.#choice.value, recipeId };
    this.#draft = null;
    this.#failure = null;
  }

  /** Keeps a recipe of the user's own, and chooses it: nothing differs from it any more. */
  async saveRecipe(recipe: RecipeFile): Promise<void> {
    const { recipes } = await this.#app.client.call('recipes.save', { recipe });
    this.recipes.set(recipes);
    this.chooseRecipe(recipe.id);
  }

  async removeRecipe(recipe: Recipe): Promise<void> {
    const { recipes } = await this.#app.client.call('recipes.remove', { recipeId: recipe.project });
    this.recipes.set(recipes);
    this.reset();
  }

  chooseDataset(datasetId: number): void {
    this.#choice.value = { ...this.#choice.value, datasetId, splitId: null };
    this.#failure = null;
  }

  chooseSplit(splitId: number): void {
    this.#choice.value = { ...this.#choice.value, splitId };
    this.#failure = null;
  }

  set<Field extends keyof TrainDraft>(field: Field, value: TrainDraft[Field]): void {
    const draft = this.draft;
    if (draft !== null) this.#draft = { ...draft, [field]: value };
  }

  chooseArchitecture(architecture: TrainDraft['architecture']): void {
    if (this.draft !== null) this.#draft = withArchitecture(this.draft, architecture);
  }

  /** Back to the recipe's own values. */
  reset(): void {
    this.#draft = null;
  }

  /** Listens and loads. Returns the function that stops it. */
  start(): () => void {
    const { client, connection } = this.#app;
    const stops = [
      client.on('datasets.changed', () => void this.splits.load()),
      client.on('weights.changed', () => void this.#weights.load()),
      connection.onRestored(() => void this.load()),
    ];
    void this.load().then(() => this.#takeOver());
    return () => {
      for (const stop of stops) stop();
    };
  }

  async load(): Promise<void> {
    await Promise.all([this.recipes.load(), this.splits.load(), this.#weights.load(), this.#figures.load()]);
  }

  async reloadWeights(): Promise<void> {
    await this.#weights.load();
    this.#failure = null;
  }

  /** A split that was just made becomes the chosen one. */
  async adoptSplit(split: Split): Promise<void> {
    await this.splits.load();
    this.chooseSplit(split.id);
  }

  /** Starts the training. Returns the path of what was started; null where something has to be mended first, which the form then shows. */
  async submit(): Promise<string | null> {
    // A shortcut gets here whatever the button says.
    if (this.#isStarting) return null;
    this.#failure = null;
    const options = this.options;
    const [recipe, dataset, split] = [this.#recipe, this.#dataset, this.#split];
    if (options === null || this.obstacle !== null || recipe === undefined || dataset === undefined) return null;
    if (Object.keys(this.folds.errors).length > 0) return null;
    this.#isStarting = true;
    try {
      const { client } = this.#app;
      const name = this.name.trim();
      if (this.folds.isOn) {
        const base = name === '' ? recipe.id : name;
        await this.folds.start(client, dataset, JSON.stringify([base, options]), async ({ id: splitId }, fold, folds) => {
          const ending = `, fold ${fold} of ${folds}`;
          const runName = `${base.slice(0, 120 - ending.length)}${ending}`;
          await client.call('runs.start', { splitId, recipeId: recipe.id, name: runName, options });
        });
        return '/runs';
      }
      if (split === undefined) return null;
      const { runId } = await client.call('runs.start', {
        splitId: split.id,
        recipeId: recipe.id,
        ...(name === '' ? {} : { name }),
        ...(options.distillation === null || this.teacher.runId === null ? {} : { teacherRunId: this.teacher.runId }),
        options,
      });
      return `/runs/${runId}`;
    } catch (thrown) {
      this.#failure = toAppError(thrown);
      if (this.#failure.code === 'weights-missing') void this.#weights.load();
      return null;
    } finally {
      this.#isStarting = false;
    }
  }

  /** Settings, dataset and split of the run or the trial that the address names. */
  async #takeOver(): Promise<void> {
    const { runId, trial = null } = this.#wish;
    try {
      const run = runId === null ? null : await this.#app.client.call('runs.get', { runId });
      const wanted = run ?? (trial === null ? null : await this.#findTrial(trial));
      if (wanted === null) return;
      this.#choice.value = { recipeId: wanted.recipeId, datasetId: wanted.datasetId, splitId: wanted.splitId };
      this.#draft = draftOf(wanted.options);
      this.teacher.runId = run?.teacher?.runId ?? null;
    } catch (thrown) {
      this.#failure = toAppError(thrown);
    } finally {
      this.#isTakingOver = false;
    }
  }

  /** Its run may have been removed: the search knows its options all the same. */
  async #findTrial({ searchId, number }: TrialOfSearch): Promise<Pick<Run, 'recipeId' | 'datasetId' | 'splitId' | 'options'> | null> {
    const { search, trials } = await this.#app.client.call('searches.get', { searchId });
    const trial = trials.find((candidate) => candidate.number === number);
    return trial === undefined ? null : { ...search, options: trialOptions(search, trial.values) };
  }
}

/** What is still importing has to be whole first. */
export function isTrainable(dataset: Dataset): boolean {
  return dataset.status === 'ready';
}
