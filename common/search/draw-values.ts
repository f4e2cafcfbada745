import type { SeededRandom } from '../domain/random.ts';
import type { SearchDimension, SearchSpace, SearchValues } from '../domain/search.ts';
import { fromUnit } from './unit-scale.ts';

type Value = SearchValues[string];

/** One value, drawn by itself. */
export function drawValue(dimension: SearchDimension, random: SeededRandom): Value {
  return dimension.kind === 'choice'
    ? (dimension.values[random.nextBelow(dimension.values.length)] ?? null)
    : fromUnit(dimension, random.next());
}

/** A value for each dimension, each drawn by itself. */
export function drawValues(space: SearchSpace, random: SeededRandom): SearchValues {
  return Object.fromEntries(space.map((dimension) => [dimension.path, drawValue(dimension, random)]));
}
