/** Timers by key; starting one again starts it over. */
export class Timers<Key> {
  readonly #running = new Map<Key, ReturnType<typeof setTimeout>>();

  start(key: Key, delayMs: number, run: () => void): void {
    this.stop(key);
    this.#running.set(key, setTimeout(run, delayMs));
  }

  stop(key: Key): void {
    clearTimeout(this.#running.get(key));
    this.#running.delete(key);
  }
}
