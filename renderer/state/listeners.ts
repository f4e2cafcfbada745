/** Functions that want to hear of something. */
export class Listeners<Payload> {
  readonly #all = new Set<(payload: Payload) => void>();

  /** Returns the function that stops listening. */
  add(listener: (payload: Payload) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  tell(payload: Payload): void {
    for (const listener of [...this.#all]) listener(payload);
  }
}
