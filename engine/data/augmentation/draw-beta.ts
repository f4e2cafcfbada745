import type { SeededRandom } from '../../../common/domain/random.ts';

/** Draws from the Beta distribution with both parameters `alpha` (above 0): the share of one of two Gamma draws in their sum. */
export function drawBeta(alpha: number, random: SeededRandom): number {
  const first = drawGamma(alpha, random);
  const second = drawGamma(alpha, random);
  // Both can fall below the smallest number where alpha is tiny: then one of them would have had nearly everything.
  return first + second === 0 ? random.nextBelow(2) : first / (first + second);
}

/** Marsaglia and Tsang 2000 (doi 10.1145/358407.358414), with their boost for shapes below 1. */
function drawGamma(shape: number, random: SeededRandom): number {
  if (shape < 1) return drawGamma(shape + 1, random) * uniformAboveZero(random) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = drawNormal(random);
    const cube = (1 + c * normal) ** 3;
    if (cube > 0 && Math.log(uniformAboveZero(random)) < normal ** 2 / 2 + d - d * cube + d * Math.log(cube)) return d * cube;
  }
}

/** Box and Muller 1958 (doi 10.1214/aoms/1177706645). */
function drawNormal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(uniformAboveZero(random))) * Math.cos(2 * Math.PI * random.next());
}

function uniformAboveZero(random: SeededRandom): number {
  return 1 - random.next();
}
