import type { Search, SearchDimension, SearchTrial } from '../../../common/domain/search.ts';
import { metricNames } from '../../../common/domain/training-config.ts';
import { formatDuration, formatQuantity, formatTime } from './numbers.ts';
import { formatTable } from './table.ts';

/** `learningRate from 0.0001 to 0.01 (log)` */
export function describeDimension(dimension: SearchDimension): string {
  if (dimension.kind === 'choice') return `${dimension.path}: ${dimension.values.map(formatValue).join(', ')}`;
  const scale = dimension.kind === 'linear' ? '' : ` (${dimension.kind})`;
  return `${dimension.path} from ${dimension.from} to ${dimension.to}${scale}`;
}

/** `done, balanced accuracy 0.712 at epoch 6: learningRate 0.0012, optimizer sgd` */
export function describeTrial(trial: SearchTrial, { metric, trials }: Pick<Search, 'metric' | 'trials'>): string {
  const reached =
    trial.value === null
      ? ''
      : `, ${metricNames[metric]} ${trial.value.toFixed(3)} at epoch ${trial.bestEpoch ?? '-'} of ${trial.curve.length}`;
  const values = Object.entries(trial.values).map(([path, value]) => `${path} ${formatValue(value)}`);
  const reason = trial.status === 'failed' && trial.reason !== null ? ` (${trial.reason})` : '';
  return `Trial ${trial.number}/${trials} ${trial.status}${reached}: ${values.join(', ')}${reason}`;
}

/** All trials, the best of those that came to their end first. */
export function describeSearch(search: Search, trials: readonly SearchTrial[]): string {
  const paths = search.space.map(({ path }) => path);
  const sign = search.metric === 'loss' ? -1 : 1;
  const score = ({ value }: SearchTrial): number => (value === null ? -Infinity : sign * value);
  const ranked = [...trials].sort(
    (a, b) => Number(b.status === 'done') - Number(a.status === 'done') || score(b) - score(a) || a.number - b.number,
  );
  const rows = ranked.map((trial) => [
    trial.number,
    trial.status,
    trial.value === null ? '-' : trial.value.toFixed(3),
    trial.bestEpoch ?? '-',
    trial.curve.length,
    formatDuration(trial.trainedMs),
    trial.runId ?? '-',
    ...paths.map((path) => formatValue(trial.values[path] ?? null)),
  ]);
  const lines = [formatTable(['trial', 'status', metricNames[search.metric], 'best epoch', 'epochs', 'time', 'run', ...paths], rows)];
  const reasons = trials.filter(({ status, reason }) => status === 'failed' && reason !== null);
  lines.push(...reasons.map(({ number, reason }) => `Trial ${number}: ${reason}`));
  lines.push(
    `Search ${search.id} (${search.name}) ${search.status === 'succeeded' || search.status === 'failed' ? 'has' : 'is'} ${search.status}: ${search.trialsEnded} of ${formatQuantity(search.trials, 'trial')} ended.`,
  );
  if (search.best !== null) {
    lines.push(
      `Best: trial ${search.best.number}, ${metricNames[search.metric]} ${search.best.value.toFixed(3)} on the validation part. Being the best of several, it flatters: evaluate its run on the test part once.`,
      `Keep its options as a recipe: nevus search save ${search.id} --as <new-id>`,
    );
  }
  return lines.filter((line) => line !== '').join('\n');
}

/** One line a search. */
export function describeSearches(searches: readonly Search[]): string {
  if (searches.length === 0) return 'No searches yet. Start one with: nevus search <dataset> --recipe <id>';
  const rows = searches.map((search) => [
    search.id,
    search.name,
    search.status,
    search.method.kind,
    `${search.trialsEnded}/${search.trials}`,
    search.best === null ? '-' : search.best.value.toFixed(3),
    metricNames[search.metric],
    formatTime(search.createdAt),
  ]);
  return formatTable(['id', 'search', 'status', 'method', 'trials', 'best', 'metric', 'created'], rows);
}

function formatValue(value: SearchTrial['values'][string]): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
