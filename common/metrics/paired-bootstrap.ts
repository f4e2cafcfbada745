import { SeededRandom } from '../domain/random.ts';
import { percentileInterval } from './bootstrap.ts';
import type { ConfidenceInterval } from './bootstrap.ts';

/**
 * Confidence interval of the difference in balanced accuracy (second less first) of two classifiers on the same photographs, by the paired percentile bootstrap (Efron and Tibshirani 1993, "An introduction to the
 * bootstrap", chapters 8 and 13): every resample is drawn once and both are measured on it, so that what makes a photograph hard for both cancels out. Whole groups are drawn, because photographs of one lesion are
 * not independent (Field and Welsh 2007, doi 10.1111/j.1467-9868.2007.00593.x). Null where there are fewer than two groups.
 * @param actual class index per photograph
 * @param isRight whether each classifier is right, per photograph
 * @param groups lesion of each photograph
 */
export function balancedAccuracyDifference(
  actual: ArrayLike<number>,
  isRight: { readonly first: readonly boolean[]; readonly second: readonly boolean[] },
  groups: readonly string[],
  classCount: number,
  options: { readonly seed: number; readonly resamples?: number; readonly level?: number },
): ConfidenceInterval | null {
  const { seed, resamples = 2000, level = 0.95 } = options;
  const members = [...Map.groupBy(groups.keys(), (index) => groups[index] ?? '').values()];
  if (members.length < 2) return null;
  // Sign of what a photograph adds to its class: +1 where only the second is right, -1 where only the first is.
  const gains = isRight.first.map((first, index) => Number(isRight.second[index] ?? false) - Number(first));
  const random = new SeededRandom(seed, 'paired-bootstrap');
  const figures = new Float64Array(resamples);
  const supports = new Float64Array(classCount);
  const sums = new Float64Array(classCount);
  for (let resample = 0; resample < resamples; resample++) {
    supports.fill(0);
    sums.fill(0);
    for (let draw = 0; draw < members.length; draw++) {
      for (const index of members[random.nextBelow(members.length)] ?? []) {
        const label = actual[index] as number;
        supports[label] = (supports[label] as number) + 1;
        sums[label] = (sums[label] as number) + (gains[index] ?? 0);
      }
    }
    figures[resample] = meanGain(supports, sums);
  }
  return percentileInterval(figures, level);
}

/** Mean over the classes that have photographs of by how much the second's recall is above the first's. */
function meanGain(supports: Float64Array, sums: Float64Array): number {
  let total = 0;
  let present = 0;
  for (let label = 0; label < supports.length; label++) {
    const support = supports[label] as number;
    if (support === 0) continue;
    present++;
    total += (sums[label] as number) / support;
  }
  return total / present;
}
