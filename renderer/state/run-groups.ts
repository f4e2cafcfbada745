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

/** Runs without the trials of searches, but for the best one of each, by what the search compares, and the one that is shown anyway: what a choice of runs offers. */
export function withoutLesserTrials(
  runs: readonly Run[],
  searches: readonly Pick<Search, 'id' | 'bestRunId'>[],
  shownId: number | null = null,
): Run[] {
  const best = new Map(searches.map(({ id, bestRunId }) => [id, bestRunId]));
  // Those of a search that is not known yet are not told apart.
  return runs.filter(({ id, trial }) => trial === null || id === shownId || !best.has(trial.searchId) || best.get(trial.searchId) === id);
}
