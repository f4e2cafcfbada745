/** Passes the latest value on, at most once an interval: the first at once, the last for certain (`flush`). */
export class Throttle<Value> {
  readonly #intervalMs: number;
  readonly #pass: (value: Value) => void;
  #waiting: { readonly value: Value } | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(intervalMs: number, pass: (value: Value) => void) {
    this.#intervalMs = intervalMs;
    this.#pass = pass;
  }

  push(value: Value): void {
    this.#waiting = { value };
    if (this.#timer === null) this.#passWaiting();
  }

  /** Passes on what waits and stops the clock. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) this.#pass(waiting.value);
  }

  #passWaiting(): void {
    const waiting = this.#waiting;
    if (waiting === null) {
      this.#timer = null;
      return;
    }
    this.#waiting = null;
    this.#timer = setTimeout(() => this.#passWaiting(), this.#intervalMs);
    this.#pass(waiting.value);
  }
}
