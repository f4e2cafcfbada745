/**
 * Loads many small things in few requests: ids wanted within one turn of the event loop go out together, each id once.
 * A failed request forgets its ids, so that they can be wanted again.
 */
export class BatchLoader<Item> {
  readonly #load: (ids: readonly number[]) => Promise<readonly Item[]>;
  readonly #onLoaded: (items: readonly Item[]) => void;
  readonly #onFailed: (thrown: unknown) => void;
  readonly #largestBatch: number;
  readonly #known = new Set<number>();
  #wanted: number[] = [];

  constructor(options: {
    load: (ids: readonly number[]) => Promise<readonly Item[]>;
    onLoaded: (items: readonly Item[]) => void;
    onFailed: (thrown: unknown) => void;
    largestBatch: number;
  }) {
    this.#load = options.load;
    this.#onLoaded = options.onLoaded;
    this.#onFailed = options.onFailed;
    this.#largestBatch = options.largestBatch;
  }

  want(ids: readonly number[]): void {
    const fresh = ids.filter((id) => !this.#known.has(id));
    if (fresh.length === 0) return;
    if (this.#wanted.length === 0) queueMicrotask(() => void this.#send());
    for (const id of fresh) this.#known.add(id);
    this.#wanted.push(...fresh);
  }

  async #send(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = [];
    for (let start = 0; start < wanted.length; start += this.#largestBatch) {
      const batch = wanted.slice(start, start + this.#largestBatch);
      try {
        this.#onLoaded(await this.#load(batch));
      } catch (thrown) {
        for (const id of batch) this.#known.delete(id);
        this.#onFailed(thrown);
      }
    }
  }
}
