import type { SeededRandom } from '../../common/domain/random.ts';
import type { SearchDimension, SearchTrial, SearchValues } from '../../common/domain/search.ts';
import { fromUnit, toUnit } from '../../common/search/unit-scale.ts';
import type { NumericDimension } from '../../common/search/unit-scale.ts';
import { ParzenEstimator } from './parzen-estimator.ts';

type Value = SearchValues[string];

/** Of the trials so far, the share that counts as good (gamma of Bergstra et al. 2011). */
const goodShare = 0.15;
const mostGood = 25;
/** Values that are drawn from among the good ones' surroundings; the most promising is proposed. */
const candidateCount = 24;

/**
 * Tree-structured Parzen estimators (Bergstra et al. 2011, section 4): for each dimension the value, of some drawn where good trials lie dense, for which the
 * density of good trials over that of the others is highest.
 * @param ranked trials that have ended, best first; at least one
 */
export function proposeByTpe(space: readonly SearchDimension[], ranked: readonly SearchTrial[], random: SeededRandom): SearchValues {
  const goodCount = Math.min(mostGood, Math.ceil(goodShare * ranked.length));
  return Object.fromEntries(
    space.map((dimension) => {
      const seen = ranked.map(({ values }) => values[dimension.path] ?? null);
      const [good, others] = [seen.slice(0, goodCount), seen.slice(goodCount)];
      const value =
        dimension.kind === 'choice' ? chooseValue(dimension.values, good, others, random) : placeValue(dimension, good, others, random);
      return [dimension.path, value];
    }),
  );
}

function placeValue(dimension: NumericDimension, good: readonly Value[], others: readonly Value[], random: SeededRandom): number {
  const places = (values: readonly Value[]): number[] =>
    values.flatMap((value) => (typeof value === 'number' ? [toUnit(dimension, value)] : []));
  const likely = new ParzenEstimator(places(good));
  const unlikely = new ParzenEstimator(places(others));
  const candidates = Array.from({ length: candidateCount }, () => likely.draw(random));
  return fromUnit(
    dimension,
    mostPromising(candidates, (place) => likely.density(place) / unlikely.density(place)),
  );
}

function chooseValue(choices: readonly Value[], good: readonly Value[], others: readonly Value[], random: SeededRandom): Value {
  const likely = shares(choices, good);
  const unlikely = shares(choices, others);
  const candidates = Array.from({ length: candidateCount }, () => drawIndex(likely, random));
  return choices[mostPromising(candidates, (index) => (likely[index] ?? 0) / (unlikely[index] ?? 1))] ?? null;
}

/** How often each choice was taken, as if each had been taken once more. */
function shares(choices: readonly Value[], taken: readonly Value[]): number[] {
  const texts = taken.map((value) => JSON.stringify(value));
  return choices.map((choice) => (texts.filter((text) => text === JSON.stringify(choice)).length + 1) / (texts.length + choices.length));
}

function drawIndex(weights: readonly number[], random: SeededRandom): number {
  let left = random.next();
  const found = weights.findIndex((weight) => (left -= weight) < 0);
  return found === -1 ? weights.length - 1 : found;
}

/** The first of equal ones. */
function mostPromising(candidates: readonly number[], promise: (candidate: number) => number): number {
  return candidates.reduce((best, candidate) => (promise(candidate) > promise(best) ? candidate : best), candidates[0] ?? 0);
}
