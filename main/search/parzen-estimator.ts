import type { SeededRandom } from '../../common/domain/random.ts';

/** However dense the observations lie, no component is narrower than this many times less than the range. */
const mostComponents = 100;

interface Component {
  readonly mean: number;
  readonly width: number;
  /** Of its bell, what lies between 0 and 1. */
  readonly mass: number;
}

/**
 * A density over 0 to 1: one bell, cut off at the ends, for each observation, and one as wide as all in the middle for the prior. A bell is as wide as the
 * further of its two neighbours is away (the adaptive Parzen estimator of Bergstra et al. 2011, section 4.2).
 */
export class ParzenEstimator {
  readonly #components: readonly Component[];

  constructor(observations: readonly number[]) {
    const sorted = [...observations.map((mean) => ({ mean, isPrior: false })), { mean: 0.5, isPrior: true }].sort(
      (a, b) => a.mean - b.mean,
    );
    const narrowest = 1 / Math.min(mostComponents, 1 + sorted.length);
    const all = sorted.map(({ mean, isPrior }, index) => {
      const left = mean - (sorted[index - 1]?.mean ?? mean);
      const right = (sorted[index + 1]?.mean ?? mean) - mean;
      return { mean, width: isPrior ? 1 : Math.min(1, Math.max(narrowest, left, right)) };
    });
    this.#components = all.map(({ mean, width }) => ({ mean, width, mass: normalShare((1 - mean) / width) - normalShare(-mean / width) }));
  }

  draw(random: SeededRandom): number {
    const component = this.#components[random.nextBelow(this.#components.length)] ?? { mean: 0.5, width: 1, mass: 1 };
    for (;;) {
      // Box and Muller; 1 - next() is never 0.
      const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
      const value = component.mean + component.width * normal;
      if (value >= 0 && value <= 1) return value;
    }
  }

  density(value: number): number {
    const sum = this.#components.reduce((total, { mean, width, mass }) => {
      const distance = (value - mean) / width;
      return total + Math.exp(-0.5 * distance * distance) / (width * Math.sqrt(2 * Math.PI) * mass);
    }, 0);
    return sum / this.#components.length;
  }
}

/** Share of the standard normal distribution below a value (Abramowitz and Stegun 1964, formula 26.2.17; error below 1e-7). */
function normalShare(value: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(value));
  const factors = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const series = factors.reduceRight((sum, factor) => (sum + factor) * t, 0);
  const tail = (Math.exp(-0.5 * value * value) / Math.sqrt(2 * Math.PI)) * series;
  return value >= 0 ? 1 - tail : tail;
}
