/**
 * A small seeded generator of random numbers: sfc32 by Chris Doty-Humphrey (PractRand, 2010), a 128-bit state of which 32 bits count.
 * Same seed and stream, same numbers, on every machine. Not for secrets.
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /**
   * @param seed what the user chose
   * @param stream what the numbers are for (an epoch, a class, a photograph): different streams are independent, so that one part of the work
   *   can be made again without playing all earlier ones
   */
  constructor(seed: number, ...stream: readonly (string | number)[]) {
    const key = [seed, ...stream].join('/');
    this.#a = hashText(key, 0x811c9dc5);
    this.#b = hashText(key, 0x9e3779b9);
    this.#c = hashText(key, 0x85ebca6b);
    for (let round = 0; round < 12; round++) this.nextUint32();
  }

  /** Uniform over 0 ... 2^32 - 1. */
  nextUint32(): number {
    const result = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0;
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) >>> 0;
    return result;
  }

  /** Uniform over [0, 1). */
  next(): number {
    return this.nextUint32() / 2 ** 32;
  }

  /** Uniform over [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Uniform over the integers 0 ... bound - 1. */
  nextBelow(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Puts the items (an array or a typed array) into a random order, in place (Fisher and Yates). */
  shuffle<Items extends unknown[] | { [index: number]: number; readonly length: number }>(items: Items): Items {
    const list = items as { [index: number]: unknown; readonly length: number };
    for (let last = list.length - 1; last > 0; last--) {
      const other = this.nextBelow(last + 1);
      const swapped = list[last];
      list[last] = list[other];
      list[other] = swapped;
    }
    return items;
  }
}

/** FNV-1a over UTF-16 code units, finished as MurmurHash3 does, so that near keys give far states. */
function hashText(text: string, basis: number): number {
  let hash = basis;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
