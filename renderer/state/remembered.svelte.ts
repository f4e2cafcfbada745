import type { z } from 'zod';

/** A small preference of one screen (a panel's width, a chosen column), kept in the browser. Anything unreadable counts as absent. */
export class Remembered<T> {
  readonly #key: string;
  #value = $state.raw() as T;

  constructor(name: string, schema: z.ZodType<T>, initial: T) {
    this.#key = `nevus.${name}`;
    this.#value = read(this.#key, schema) ?? initial;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    localStorage.setItem(this.#key, JSON.stringify(value));
  }
}

function read<T>(key: string, schema: z.ZodType<T>): T | undefined {
  const text = localStorage.getItem(key);
  if (text === null) return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
