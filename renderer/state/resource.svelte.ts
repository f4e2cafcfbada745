import { toAppError } from '../../common/errors/app-error.ts';
import type { AppError } from '../../common/errors/app-error.ts';

/**
 * Something fetched from the host, with its loading and error state. A newer `load` cancels the one before it, so an old answer
 * never overwrites a new one. While it reloads, the old value stays: nothing flickers.
 */
export class Resource<T> {
  readonly #fetch: (signal: AbortSignal) => Promise<T>;
  #value = $state.raw<T | undefined>(undefined);
  #error = $state.raw<AppError | null>(null);
  #isLoading = $state(false);
  #controller: AbortController | null = null;

  constructor(fetch: (signal: AbortSignal) => Promise<T>) {
    this.#fetch = fetch;
  }

  /** Undefined until the first answer. */
  get value(): T | undefined {
    return this.#value;
  }

  /** Of the latest attempt; null again as soon as one succeeds. */
  get error(): AppError | null {
    return this.#error;
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** Fetches. Never rejects: the error is shown by `error`. */
  async load(): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.#isLoading = true;
    try {
      const value = await this.#fetch(controller.signal);
      if (this.#controller !== controller) return;
      this.#value = value;
      this.#error = null;
    } catch (thrown) {
      if (this.#controller !== controller) return;
      this.#error = toAppError(thrown);
    }
    this.#isLoading = false;
  }

  /** Puts a value that arrived another way, such as by an event. */
  set(value: T): void {
    this.#value = value;
    this.#error = null;
  }

  /** Stops a running fetch and forgets what it would bring. */
  cancel(): void {
    this.#controller?.abort();
    this.#controller = null;
    this.#isLoading = false;
  }
}
