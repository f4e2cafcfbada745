export type Texts = Readonly<Record<'note' | 'reason', string>>;

/** What was typed for cases and is not stored yet. */
export class UnsavedTexts {
  readonly #byCase = new Map<string, Partial<Texts>>();

  has(caseKey: string | null): boolean {
    return caseKey !== null && this.#byCase.has(caseKey);
  }

  of(caseKey: string | null): Partial<Texts> {
    return (caseKey === null ? undefined : this.#byCase.get(caseKey)) ?? {};
  }

  put(caseKey: string, changes: Partial<Texts>): void {
    this.#byCase.set(caseKey, { ...this.#byCase.get(caseKey), ...changes });
  }

  /** Takes a case's texts out, to save them. */
  take(caseKey: string): Partial<Texts> | undefined {
    const changes = this.#byCase.get(caseKey);
    this.#byCase.delete(caseKey);
    return changes;
  }

  /** Saving failed: they are unsaved again, unless something newer was typed meanwhile. */
  putBack(caseKey: string, changes: Partial<Texts>): void {
    this.#byCase.set(caseKey, { ...changes, ...this.#byCase.get(caseKey) });
  }
}
