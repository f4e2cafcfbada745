import { z } from 'zod';
import type { Run } from '../../../common/domain/run.ts';
import type { Search } from '../../../common/domain/search.ts';
import type { RunEntry } from '../../state/run-groups.ts';

/** How the list of runs is ordered. */
export const RunOrder = z.object({ by: z.enum(['started', 'balancedAccuracy', 'name']), isDescending: z.boolean() });
export type RunOrder = z.infer<typeof RunOrder>;

type Sorted = Pick<Run, 'id' | 'name' | 'createdAt' | 'bestBalancedAccuracy'>;

/** Sorts runs; those without the value come last in either direction. Does not change its input. */
export function sortRuns<Item extends Sorted>(runs: readonly Item[], order: RunOrder): Item[] {
  const sign = order.isDescending ? -1 : 1;
  return [...runs].sort((a, b) => compare(a, b, order.by, sign) || b.id - a.id);
}

/** The same for the list with its searches, which stand for their best trial. Trials are sorted within their search. */
export function sortEntries(entries: readonly RunEntry[], order: RunOrder): RunEntry[] {
  const sortable = entries.map((entry) =>
    entry.kind === 'run'
      ? { ...pick(entry.run), entry }
      : {
          ...pick({ ...entry.search, bestBalancedAccuracy: accuracyOfBest(entry.search, entry.runs) }),
          entry: { ...entry, runs: sortRuns(entry.runs, order) },
        },
  );
  return sortRuns(sortable, order).map(({ entry }) => entry);
}

/** The order after a click on a column's head: that column, or the other direction of it. Figures and times begin with the largest. */
export function nextOrder(order: RunOrder, by: RunOrder['by']): RunOrder {
  return { by, isDescending: order.by === by ? !order.isDescending : by !== 'name' };
}

/** Balanced accuracy of a search's best trial, which is the best by what the search compares; null where there is none yet, or its run was removed. */
export function accuracyOfBest({ best }: Pick<Search, 'best'>, runs: readonly Pick<Run, 'id' | 'bestBalancedAccuracy'>[]): number | null {
  return runs.find(({ id }) => id === best?.runId)?.bestBalancedAccuracy ?? null;
}

function pick({ id, name, createdAt, bestBalancedAccuracy }: Sorted): Sorted {
  return { id, name, createdAt, bestBalancedAccuracy };
}

function compare(a: Sorted, b: Sorted, by: RunOrder['by'], sign: 1 | -1): number {
  if (by === 'name') return sign * a.name.localeCompare(b.name, 'en', { numeric: true });
  if (by === 'started') return sign * (a.createdAt === b.createdAt ? a.id - b.id : a.createdAt < b.createdAt ? -1 : 1);
  const [left, right] = [a.bestBalancedAccuracy, b.bestBalancedAccuracy];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return sign * (left - right);
}
