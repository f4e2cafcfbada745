import { z } from 'zod';
import { isHigherBetter } from '../../../common/domain/epoch-score.ts';
import type { Search, SearchTrial } from '../../../common/domain/search.ts';

/** How trials are ordered: by `number`, `value`, `epochs`, `time`, or by the path of a dimension. */
export const TrialOrder = z.object({ by: z.string(), isDescending: z.boolean() });
export type TrialOrder = z.infer<typeof TrialOrder>;

/** Sorts trials; those without the value come last in either direction. Does not change its input. */
export function sortTrials(trials: readonly SearchTrial[], order: TrialOrder): SearchTrial[] {
  const sign = order.isDescending ? -1 : 1;
  return [...trials].sort((a, b) => compare(sortKey(a, order.by), sortKey(b, order.by), sign) || a.number - b.number);
}

/** The order after a click on a column's head: that column, or the other direction of it. Scores begin with the best, all else with the first or least. */
export function nextTrialOrder(order: TrialOrder, by: string, metric: Search['metric']): TrialOrder {
  if (order.by === by) return { by, isDescending: !order.isDescending };
  return { by, isDescending: by === 'value' && isHigherBetter(metric) };
}

type Key = number | string | null;

function sortKey(trial: SearchTrial, by: string): Key {
  switch (by) {
    case 'number':
      return trial.number;
    case 'value':
      return trial.value;
    case 'epochs':
      return trial.curve.length;
    case 'time':
      return trial.trainedMs;
    default: {
      const value = trial.values[by] ?? null;
      return typeof value === 'number' || value === null ? value : JSON.stringify(value);
    }
  }
}

function compare(a: Key, b: Key, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}
