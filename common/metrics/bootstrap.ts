import { z } from 'zod';
import { SeededRandom } from '../domain/random.ts';
import { balancedAccuracy, confusionMatrix } from './classification.ts';

/** Where a figure lies with the confidence `level`. */
export const ConfidenceInterval = z.object({ low: z.number(), high: z.number(), level: z.number(), resamples: z.int() });
export type ConfidenceInterval = z.infer<typeof ConfidenceInterval>;

/**
 * Confidence interval of the balanced accuracy by the percentile bootstrap (Efron 1979, doi 10.1214/aos/1176344552). Whole groups are drawn again, because
 * photographs of one lesion are not independent (Field and Welsh 2007, doi 10.1111/j.1467-9868.2007.00593.x). Null where there are fewer than two groups.
 * @param actual class index per photograph
 * @param predicted class index per photograph
 * @param groups lesion of each photograph
 */
export function balancedAccuracyInterval(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  groups: readonly string[],
  classCount: number,
  options: { readonly seed: number; readonly resamples?: number; readonly level?: number },
): ConfidenceInterval | null {
  const { seed, resamples = 1000, level = 0.95 } = options;
  const matrices = groupMatrices(actual, predicted, groups, classCount);
  if (matrices.length < 2) return null;
  const random = new SeededRandom(seed, 'bootstrap');
  const figures = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    const total = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
    for (let draw = 0; draw < matrices.length; draw++) {
      for (const { row, column, count } of matrices[random.nextBelow(matrices.length)] ?? []) {
        const cells = total[row] as number[];
        cells[column] = (cells[column] as number) + count;
      }
    }
    figures[resample] = balancedAccuracy(total);
  }
  return percentileInterval(figures, level);
}

/** Between which two of the resampled figures the middle `level` of them lie. @param figures one a resample, in any order; left sorted */
export function percentileInterval(figures: Float64Array, level: number): ConfidenceInterval {
  figures.sort();
  const at = (share: number): number => figures[Math.min(figures.length - 1, Math.floor(share * figures.length))] as number;
  return { low: at((1 - level) / 2), high: at((1 + level) / 2), level, resamples: figures.length };
}

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly count: number;
}

/** The cells of each group's confusion matrix that are not empty. */
function groupMatrices(actual: ArrayLike<number>, predicted: ArrayLike<number>, groups: readonly string[], classCount: number): Cell[][] {
  const members = Map.groupBy(
    groups.map((group, index) => ({ group, index })),
    ({ group }) => group,
  );
  return [...members.values()].map((group) => {
    const matrix = confusionMatrix(
      group.map(({ index }) => actual[index] as number),
      group.map(({ index }) => predicted[index] as number),
      classCount,
    );
    return matrix.flatMap((cells, row) => cells.flatMap((count, column) => (count === 0 ? [] : [{ row, column, count }])));
  });
}
