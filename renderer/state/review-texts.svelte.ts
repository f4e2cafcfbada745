import type { Reading } from '../../common/domain/review.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { AppError } from '../../common/errors/app-error.ts';
import { Timers } from './timers.ts';
import { UnsavedTexts } from './unsaved-texts.ts';
import type { Texts } from './unsaved-texts.ts';

const pauseMs = 700;

/**
 * Note and reason of the case that is open. What is typed is saved by itself after a pause, and before the reader goes on. What could not
 * be saved stays in the window and comes back with its case.
 */
export class ReviewTexts {
  readonly #save: (caseKey: string, changes: Partial<Texts>) => Promise<void>;
  readonly #onFailure: (caseKey: string, error: AppError) => void;
  readonly #timers = new Timers<'save'>();
  readonly #unsaved = new UnsavedTexts();
  #saving: Promise<void> = Promise.resolve();
  #caseKey: string | null = null;
  #typed = $state.raw<Texts>({ note: '', reason: '' });
  #state = $state<'saved' | 'unsaved' | 'saving'>('saved');
  #error = $state.raw<AppError | null>(null);

  /** @param onFailure told where a case's texts could not be saved after the reader went on to another one */
  constructor(save: (caseKey: string, changes: Partial<Texts>) => Promise<void>, onFailure: (caseKey: string, error: AppError) => void) {
    this.#save = save;
    this.#onFailure = onFailure;
  }

  get note(): string {
    return this.#typed.note;
  }

  get reason(): string {
    return this.#typed.reason;
  }

  get error(): AppError | null {
    return this.#error;
  }

  get state(): 'saved' | 'unsaved' | 'saving' {
    return this.#state;
  }

  /** Shows the texts of a case: those of its reading, and what could not be saved before. */
  open(caseKey: string | null, reading: Reading | null): void {
    this.#timers.stop('save');
    this.#caseKey = caseKey;
    this.#error = null;
    this.#typed = { note: reading?.note ?? '', reason: reading?.reason ?? '', ...this.#unsaved.of(caseKey) };
    this.#state = this.#unsaved.has(caseKey) ? 'unsaved' : 'saved';
  }

  type(field: keyof Texts, text: string): void {
    this.#typed = { ...this.#typed, [field]: text };
    if (this.#caseKey === null) return;
    this.#unsaved.put(this.#caseKey, { [field]: text });
    this.#state = 'unsaved';
    this.#timers.start('save', pauseMs, () => void this.flush());
  }

  /** Saves what is not saved yet, after what is being saved now. Never rejects: `error` says what went wrong. */
  flush(): Promise<void> {
    this.#timers.stop('save');
    const caseKey = this.#caseKey;
    if (caseKey !== null) this.#saving = this.#saving.then(() => this.#saveCase(caseKey));
    return this.#saving;
  }

  async #saveCase(caseKey: string): Promise<void> {
    const changes = this.#unsaved.take(caseKey);
    if (changes === undefined) return;
    const isShown = (): boolean => caseKey === this.#caseKey;
    if (isShown()) this.#state = 'saving';
    try {
      await this.#save(caseKey, changes);
      if (isShown()) this.#error = null;
    } catch (thrown) {
      const error = toAppError(thrown);
      this.#unsaved.putBack(caseKey, changes);
      if (isShown()) this.#error = error;
      else this.#onFailure(caseKey, error);
    }
    if (isShown()) this.#state = this.#unsaved.has(caseKey) ? 'unsaved' : 'saved';
  }
}
