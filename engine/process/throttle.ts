/** Passes values on at most once an interval; what comes too soon is dropped, but for the last one if `flush` is called. */
export class Throttle<Value> {
  readonly #intervalMs: number;
  readonly #pass: (value: Value) => void;
  #passedAt = -Infinity;
  #dropped: { value: Value } | null = null;

  constructor(intervalMs: number, pass: (value: Value) => void) {
    this.#intervalMs = intervalMs;
    this.#pass = pass;
  }

  push(value: Value): void {
    const now = performance.now();
    if (now - this.#passedAt < this.#intervalMs) {
      this.#dropped = { value };
      return;
    }
    this.#passedAt = now;
    this.#dropped = null;
    this.#pass(value);
  }

  /** Passes on what was dropped last, so that progress ends at its end. */
  flush(): void {
    if (this.#dropped !== null) this.#pass(this.#dropped.value);
    this.#dropped = null;
  }
}
