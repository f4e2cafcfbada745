import { isHigherBetter } from '../../../common/domain/epoch-score.ts';
import type { Search, SearchTrial } from '../../../common/domain/search.ts';
import type { LineSeries } from '../../components/charts/chart-series.ts';

/** What every trial reached, and the best of all until then, by the number of the trial. */
export function searchHistory(trials: readonly SearchTrial[], metric: Search['metric']): { numbers: number[]; series: LineSeries[] } {
  const better = isHigherBetter(metric) ? Math.max : Math.min;
  let best: number | null = null;
  const bestSoFar = trials.map(({ value }) => {
    if (value !== null) best = best === null ? value : better(best, value);
    return best;
  });
  return {
    numbers: trials.map(({ number }) => number),
    series: [
      { id: 'best', label: 'best so far', colour: '--chart-1', values: bestSoFar },
      { id: 'trial', label: 'trial', colour: '--chart-2', values: trials.map(({ value }) => value), hasPointsOnly: true },
    ],
  };
}
