import { z } from 'zod';
import { isHigherBetter } from '../../../common/domain/epoch-score.ts';
import type { Search, SearchTrial } from '../../../common/domain/search.ts';

/** How trials are ordered: by `number`, `value`, `bestEpoch`, `time`, or by the path of a dimension. Scores begin with the best, all else with the least. */
export const TrialOrder = z.object({ by: z.string(), isReversed: z.boolean() });
export type TrialOrder = z.infer<typeof TrialOrder>;

/** Sorts trials; those without the value come last in either direction. Does not change its input. */
export function sortTrials(trials: readonly SearchTrial[], order: TrialOrder, metric: Search['metric']): SearchTrial[] {
  const sign = isDescending(order, metric) ? -1 : 1;
  return [...trials].sort((a, b) => compare(sortKey(a, order.by), sortKey(b, order.by), sign) || a.number - b.number);
}

export function isDescending({ by, isReversed }: TrialOrder, metric: Search['metric']): boolean {
  return (by === 'value' && isHigherBetter(metric)) !== isReversed;
}

/** The order after a click on a column's head: that column, or the other direction of it. */
export function nextTrialOrder(order: TrialOrder, by: string): TrialOrder {
  return { by, isReversed: order.by === by && !order.isReversed };
}

type Key = number | string | null;

function sortKey(trial: SearchTrial, by: string): Key {
  switch (by) {
    case 'number':
      return trial.number;
    case 'value':
      return trial.value;
    case 'bestEpoch':
      return trial.bestEpoch;
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
