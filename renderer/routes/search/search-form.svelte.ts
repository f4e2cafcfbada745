import { z } from 'zod';
import type { SearchPlan } from '../../../common/domain/search.ts';
import { MonitoredMetric } from '../../../common/domain/training-config.ts';
import { defaultSpace } from '../../../common/search/default-space.ts';
import { toAppError } from '../../../common/errors/app-error.ts';
import type { AppError } from '../../../common/errors/app-error.ts';
import type { Client } from '../../api/client.ts';
import { Remembered } from '../../state/remembered.svelte.ts';
import { fieldOf } from '../../state/train-draft.ts';
import type { TrainForm } from '../../state/train-form.svelte.ts';
import { DimensionDraft, draftOfDimension } from './dimension-draft.ts';
import { readPlan } from './read-plan.ts';
import type { PlanReading, SearchSettings } from './read-plan.ts';
import { offeredOptions } from './searchable-options.ts';
import type { SearchableOption } from './searchable-options.ts';

const SettingsSchema: z.ZodType<SearchSettings> = z.object({
  method: z.enum(['random', 'tpe', 'halving']),
  trials: z.string(),
  metric: MonitoredMetric,
  seed: z.string(),
  startupTrials: z.string(),
  eta: z.string(),
  firstRung: z.string(),
  isPruning: z.boolean(),
  pruningTrials: z.string(),
  pruningEpochs: z.string(),
});

const usualSettings: SearchSettings = {
  method: 'tpe',
  trials: '20',
  metric: 'balancedAccuracy',
  seed: '1',
  startupTrials: '8',
  eta: '3',
  firstRung: '2',
  isPruning: true,
  pruningTrials: '4',
  pruningEpochs: '3',
};

/** A space that somebody edited, and the network it was meant for. */
const EditedSpace = z.object({ architecture: z.string(), space: z.array(DimensionDraft) });

/** The part of the Train screen that asks for a search in place of one run. Remembers how it goes about it, and the space for the same network. */
export class SearchForm {
  readonly #client: Pick<Client, 'call'>;
  readonly #form: TrainForm;
  readonly #settings = new Remembered('search.settings', SettingsSchema, usualSettings);
  readonly #edited = new Remembered('search.space', EditedSpace.nullable(), null);
  isOn = $state(false);
  #isStarting = $state(false);
  #failure = $state.raw<AppError | null>(null);

  readonly #space = $derived.by<readonly DimensionDraft[]>(() => {
    const { options } = this.#form;
    if (this.#isEdited) return this.#edited.value?.space ?? [];
    return options === null ? [] : defaultSpace(options).map(draftOfDimension);
  });
  readonly #reading = $derived.by<PlanReading | null>(() => {
    const { options } = this.#form;
    return options === null ? null : readPlan(options, this.settings, this.#space);
  });
  readonly #fields = $derived(this.#space.map(({ path }) => fieldOf(path.split('.'))));

  constructor(client: Pick<Client, 'call'>, form: TrainForm) {
    this.#client = client;
    this.#form = form;
    form.varies = (field) => this.isOn && this.#fields.includes(field);
  }

  get settings(): SearchSettings {
    return this.#settings.value;
  }

  set<Name extends keyof SearchSettings>(name: Name, value: SearchSettings[Name]): void {
    this.#settings.value = { ...this.#settings.value, [name]: value };
  }

  get space(): readonly DimensionDraft[] {
    return this.#space;
  }

  /** Null while the options themselves are wrong. */
  get reading(): PlanReading | null {
    return this.#reading;
  }

  get plan(): SearchPlan | null {
    return this.#reading?.plan ?? null;
  }

  get isStarting(): boolean {
    return this.#isStarting;
  }

  get failure(): AppError | null {
    return this.#failure;
  }

  /** Somebody changed the space that was proposed. */
  get isSpaceEdited(): boolean {
    return this.#isEdited;
  }

  /** Options that could be searched as well. */
  get offered(): readonly SearchableOption[] {
    const { options } = this.#form;
    const taken = this.#space.map(({ path }) => path);
    return options === null ? [] : offeredOptions(options, taken);
  }

  add(option: SearchableOption): void {
    const { options } = this.#form;
    if (options !== null) this.#edit([...this.#space, draftOfDimension(option.propose(options))]);
  }

  remove(path: string): void {
    this.#edit(this.#space.filter((dimension) => dimension.path !== path));
  }

  change(changed: DimensionDraft): void {
    this.#edit(this.#space.map((dimension) => (dimension.path === changed.path ? changed : dimension)));
  }

  /** Back to the space that is proposed for these options. */
  resetSpace(): void {
    this.#edited.value = null;
  }

  /** Starts the search. Returns the path of its screen; null where something has to be mended first, which the form then shows. */
  async submit(): Promise<string | null> {
    // A shortcut gets here whatever the button says.
    if (this.#isStarting) return null;
    this.#failure = null;
    const { recipe, split, obstacle, name } = this.#form;
    const plan = this.plan;
    if (plan === null || obstacle !== null || recipe === undefined || split === undefined) return null;
    this.#isStarting = true;
    try {
      const { searchId } = await this.#client.call('searches.start', {
        ...plan,
        splitId: split.id,
        recipeId: recipe.id,
        ...(name.trim() === '' ? {} : { name: name.trim().slice(0, 100) }),
      });
      return `/searches/${searchId}`;
    } catch (thrown) {
      this.#failure = toAppError(thrown);
      if (this.#failure.code === 'weights-missing') void this.#form.reloadWeights();
      return null;
    } finally {
      this.#isStarting = false;
    }
  }

  get #isEdited(): boolean {
    return this.#edited.value !== null && this.#edited.value.architecture === this.#form.draft?.architecture;
  }

  #edit(space: readonly DimensionDraft[]): void {
    const architecture = this.#form.draft?.architecture;
    if (architecture !== undefined) this.#edited.value = { architecture, space: [...space] };
  }
}
