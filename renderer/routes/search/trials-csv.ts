import type { Search, SearchTrial } from '../../../common/domain/search.ts';
import { toCsv } from '../../format/csv.ts';

/** What the plot draws: each trial's values and what it reached, at full precision. */
export function trialsToCsv(search: Pick<Search, 'space' | 'metric'>, trials: readonly SearchTrial[]): string {
  const paths = search.space.map(({ path }) => path);
  return toCsv([
    ['trial', 'status', ...paths, search.metric, 'bestEpoch', 'epochs'],
    ...trials.map((trial) => [
      trial.number,
      trial.status,
      ...paths.map((path) => cell(trial.values[path])),
      trial.value,
      trial.bestEpoch,
      trial.curve.length,
    ]),
  ]);
}

function cell(value: SearchTrial['values'][string] | undefined): string | number | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}
