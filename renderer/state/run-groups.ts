import type { Run } from '../../common/domain/run.ts';
import type { Search } from '../../common/domain/search.ts';

/** A line of the list of runs: a run of its own, or a search with the runs of its trials folded under it. */
export type RunEntry =
  { readonly kind: 'run'; readonly run: Run } | { readonly kind: 'search'; readonly search: Search; readonly runs: readonly Run[] };

/** Runs in their order, those of a search at the place of its newest one; searches without a run yet come first. */
export function groupRuns(runs: readonly Run[], searches: readonly Search[]): RunEntry[] {
  const trials = new Map<number, Run[]>(searches.map(({ id }) => [id, []]));
  for (const run of runs) if (run.trial !== null) trials.get(run.trial.searchId)?.push(run);
  const entries: RunEntry[] = [];
  const placed = new Set<number>();
  const place = (search: Search): void => {
    if (placed.has(search.id)) return;
    placed.add(search.id);
    entries.push({ kind: 'search', search, runs: trials.get(search.id) ?? [] });
  };
  for (const search of searches) if (trials.get(search.id)?.length === 0) place(search);
  for (const run of runs) {
    const search = run.trial === null ? undefined : searches.find(({ id }) => id === run.trial?.searchId);
    if (search === undefined) entries.push({ kind: 'run', run });
    else place(search);
  }
  return entries;
}

/** Runs without the trials of searches, but for the best one of each and the one that is shown anyway: what a choice of runs offers. */
export function withoutLesserTrials(runs: readonly Run[], shownId: number | null = null): Run[] {
  const best = new Map<number, Run>();
  for (const run of runs) {
    if (run.trial === null) continue;
    const rival = best.get(run.trial.searchId);
    if (rival === undefined || (run.bestBalancedAccuracy ?? 0) > (rival.bestBalancedAccuracy ?? 0)) best.set(run.trial.searchId, run);
  }
  return runs.filter((run) => run.trial === null || run.id === shownId || best.get(run.trial.searchId) === run);
}
