import { parseAddress, parseId } from './address.ts';

/** Where the window is: the screen, the id behind it, the query. */
export class Router {
  #hash = $state('');
  readonly #address = $derived(parseAddress(this.#hash));

  constructor() {
    this.#hash = location.hash;
    addEventListener('hashchange', () => (this.#hash = location.hash));
  }

  /** First segment; empty on Home. */
  get screen(): string {
    return this.#address.segments[0] ?? '';
  }

  get segments(): readonly string[] {
    return this.#address.segments;
  }

  get query(): URLSearchParams {
    return this.#address.query;
  }

  /** The id at a segment (`browse/3`: index 1), or null where there is none. */
  id(index = 1): number | null {
    return parseId(this.#address.segments[index]);
  }

  /** An id in the query, or null. */
  queryId(name: string): number | null {
    return parseId(this.#address.query.get(name));
  }

  /** Goes to a path such as `/browse/3`. Back returns from it, unless it `replaces` the present one. */
  go(path: string, options: { replaces?: boolean } = {}): void {
    if (options.replaces === true) history.replaceState(null, '', `#${path}`);
    else history.pushState(null, '', `#${path}`);
    this.#hash = location.hash;
  }
}
