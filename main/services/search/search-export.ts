import type { Search, SearchTrial } from '../../../common/domain/search.ts';
import { toCsv } from '../csv.ts';
import type { CsvValue } from '../csv.ts';

/** All trials of a search, one row each; the options that were searched have a column each. */
export function exportSearch(search: Search, trials: readonly SearchTrial[]): { fileName: string; csv: string; trialCount: number } {
  const paths = search.space.map(({ path }) => path);
  const header = ['trial', 'status', `validation_${search.metric}`, 'best_epoch', 'epochs', 'trained_minutes', 'run', ...paths, 'reason'];
  const rows = trials.map((trial): CsvValue[] => [
    trial.number,
    trial.status,
    trial.value === null ? null : Number(trial.value.toFixed(6)),
    trial.bestEpoch,
    trial.curve.length,
    Number((trial.trainedMs / 60_000).toFixed(2)),
    trial.runId,
    ...paths.map((path) => toCell(trial.values[path])),
    trial.reason,
  ]);
  return { fileName: `nevus-search-${search.id}.csv`, csv: toCsv(header, rows), trialCount: rows.length };
}

function toCell(value: SearchTrial['values'][string] | undefined): CsvValue {
  return value === undefined || value === null || typeof value === 'object' ? JSON.stringify(value ?? null) : value;
}
