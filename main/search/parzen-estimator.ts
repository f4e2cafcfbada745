import type { SeededRandom } from '../../common/domain/random.ts';

/** Share of the components that is the prior: as much as one observation. */
const priorWeight = 1;
/** However dense the observations lie, no component is narrower than this many times less than the range. */
const mostComponents = 100;

interface Component {
  readonly mean: number;
  readonly width: number;
  /** Of its bell, what lies between 0 and 1. */
  readonly mass: number;
}

/**
 * A density over 0 to 1: one bell, cut off at the ends, for each observation and a wide one over all for the prior. Each is as wide as its further neighbour is
 * away (the adaptive Parzen estimator of Bergstra et al. 2011, section 4.2).
 */
export class ParzenEstimator {
  readonly #components: readonly Component[];

  constructor(observations: readonly number[]) {
    const means = [...observations].sort((a, b) => a - b);
    const narrowest = 1 / Math.min(mostComponents, 1 + means.length);
    const bells = means.map((mean, index) => {
      const left = mean - (means[index - 1] ?? 0);
      const right = (means[index + 1] ?? 1) - mean;
      return { mean, width: Math.min(1, Math.max(narrowest, left, right)) };
    });
    const all = [...bells, ...Array.from({ length: priorWeight }, () => ({ mean: 0.5, width: 1 }))];
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
