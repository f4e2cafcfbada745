import type { SeededRandom } from '../../../common/domain/random.ts';
import type { NoiseField } from './noise.ts';

export interface OutlineTraits {
  /** Mean radius, millimetres. */
  readonly radius: number;
  /** 0 an oval, 0.5 a map. */
  readonly irregularity: number;
  /** Fine teeth along the border, 0 to 0.15. */
  readonly raggedness: number;
  /** Longest over shortest diameter, at least 1. */
  readonly stretch: number;
}

/** A lesion's shape. The lesion's middle is at 0, 0; lengths are millimetres on the skin. */
export class Outline {
  readonly radius: number;
  readonly #noise: NoiseField;
  readonly #traits: OutlineTraits;
  readonly #cos: number;
  readonly #sin: number;
  readonly #bend: number;

  constructor(random: SeededRandom, noise: NoiseField, traits: OutlineTraits) {
    const turn = random.next() * Math.PI;
    this.radius = traits.radius;
    this.#noise = noise;
    this.#traits = traits;
    this.#cos = Math.cos(turn);
    this.#sin = Math.sin(turn);
    this.#bend = random.between(20, 60);
  }

  /** 0 in the middle, 1 on the border, more outside. */
  depthAt(x: number, y: number): number {
    const { radius, irregularity, raggedness, stretch } = this.#traits;
    const root = Math.sqrt(stretch);
    const along = (x * this.#cos + y * this.#sin) / root;
    const across = (y * this.#cos - x * this.#sin) * root;
    const plain = Math.sqrt(along * along + across * across) / radius;
    if (plain > 1.9) return plain;
    const coarse =
      this.#noise.at((x * 0.75) / radius + this.#bend, (y * 0.75) / radius) +
      0.5 * this.#noise.at((x * 1.9) / radius, (y * 1.9) / radius - this.#bend);
    const fine = raggedness === 0 ? 0 : this.#noise.layered(x * 2.3, y * 2.3 + this.#bend, 2);
    // The middle stays the middle however wild the border is.
    return plain + Math.min(1, plain * 1.4) * (irregularity * coarse + raggedness * fine);
  }

  /** Random points with a depth between two bounds. */
  scatter(random: SeededRandom, count: number, shallowest: number, deepest: number): [number, number, number][] {
    const points: [number, number, number][] = [];
    for (let attempt = 0; points.length < count && attempt < count * 40; attempt++) {
      const x = random.between(-1.6, 1.6) * this.radius;
      const y = random.between(-1.6, 1.6) * this.radius;
      const depth = this.depthAt(x, y);
      if (depth >= shallowest && depth <= deepest) points.push([x, y, depth]);
    }
    return points;
  }
}
