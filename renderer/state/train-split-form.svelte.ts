import type { Dataset, Part, Split } from '../../common/domain/dataset.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { AppError } from '../../common/errors/app-error.ts';
import type { Client } from '../api/client.ts';
import { inputOf } from './call-input.ts';
import { explainShare, toNumber, toShare } from './typed-numbers.ts';

type Field = 'validation' | 'test' | 'seed' | 'name';

const fieldOfKey: Readonly<Record<string, Field>> = { validationShare: 'validation', testShare: 'test', seed: 'seed', name: 'name' };

/** The form that makes a new split. Shares are typed as per cent. */
export class SplitForm {
  readonly #client: Pick<Client, 'call'>;
  validation = $state('15');
  test = $state('15');
  seed = $state('1');
  name = $state('');
  /** Keep the test part that the dataset came with. */
  usesPublisherParts = $state(false);
  #errors = $state.raw<Readonly<Partial<Record<Field, string>>>>({});
  #failure = $state.raw<AppError | null>(null);
  #isBusy = $state(false);

  constructor(client: Pick<Client, 'call'>) {
    this.#client = client;
  }

  get errors(): Readonly<Partial<Record<Field, string>>> {
    return this.#errors;
  }

  get failure(): AppError | null {
    return this.#failure;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  reset(): void {
    this.#errors = {};
    this.#failure = null;
    this.name = '';
    this.usesPublisherParts = false;
  }

  /** Photographs per part, roughly: lesions are not divided. Null where nothing would be left to train on. */
  plannedCounts(photographCount: number): Record<Part, number> | null {
    const [validationShare, testShare] = [toShare(this.validation), toShare(this.test)];
    if (!(validationShare + testShare < 1)) return null;
    const validation = Math.round(photographCount * validationShare);
    const test = Math.round(photographCount * testShare);
    return { train: photographCount - validation - test, validation, test };
  }

  /** Makes the split. Null where something has to be mended first, which the form then shows. */
  async submit(dataset: Pick<Dataset, 'id' | 'hasLesionIds'>): Promise<Split | null> {
    const name = this.name.trim();
    const parsed = inputOf('splits.create').safeParse({
      datasetId: dataset.id,
      // Where lesions are not known there is no other way; the dialog says what it means.
      ...(dataset.hasLesionIds ? {} : { grouping: 'photograph' }),
      ...(this.usesPublisherParts ? { parts: 'source' } : {}),
      ...(name === '' ? {} : { name }),
      seed: toNumber(this.seed),
      validationShare: toShare(this.validation),
      testShare: toShare(this.test),
    });
    this.#failure = null;
    this.#errors = {};
    if (!parsed.success) {
      const errors: Partial<Record<Field, string>> = {};
      for (const issue of parsed.error.issues) errors[fieldOfKey[String(issue.path[0])] ?? 'name'] ??= explainShare(issue);
      this.#errors = errors;
      return null;
    }
    this.#isBusy = true;
    try {
      return await this.#client.call('splits.create', parsed.data);
    } catch (thrown) {
      this.#failure = toAppError(thrown);
      return null;
    } finally {
      this.#isBusy = false;
    }
  }
}
