import { z } from 'zod';
import type { Run } from '../../../common/domain/run.ts';

/** How the list of runs is ordered. */
export const RunOrder = z.object({ by: z.enum(['started', 'balancedAccuracy', 'name']), isDescending: z.boolean() });
export type RunOrder = z.infer<typeof RunOrder>;

/** Sorts runs; those without the value come last in either direction. Does not change its input. */
export function sortRuns(runs: readonly Run[], order: RunOrder): Run[] {
  const sign = order.isDescending ? -1 : 1;
  return [...runs].sort((a, b) => compare(a, b, order.by, sign) || b.id - a.id);
}

/** The order after a click on a column's head: that column, or the other direction of it. Figures and times begin with the largest. */
export function nextOrder(order: RunOrder, by: RunOrder['by']): RunOrder {
  return { by, isDescending: order.by === by ? !order.isDescending : by !== 'name' };
}

function compare(a: Run, b: Run, by: RunOrder['by'], sign: 1 | -1): number {
  if (by === 'name') return sign * a.name.localeCompare(b.name, 'en', { numeric: true });
  if (by === 'started') return sign * (a.id - b.id);
  const [left, right] = [a.bestBalancedAccuracy, b.bestBalancedAccuracy];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return sign * (left - right);
}
