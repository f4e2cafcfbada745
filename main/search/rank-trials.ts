import { isHigherBetter } from '../../common/domain/epoch-score.ts';
import type { SearchTrial } from '../../common/domain/search.ts';
import type { MonitoredMetric } from '../../common/domain/training-config.ts';

/** A value of the metric as a score: higher is better; nothing measured is the worst. */
export function scoreOf(value: number | null, metric: MonitoredMetric): number {
  if (value === null) return -Infinity;
  return isHigherBetter(metric) ? value : -value;
}

/** The best score of a curve's first epochs. */
export function bestScore(curve: SearchTrial['curve'], metric: MonitoredMetric, epochs = curve.length): number {
  return curve.slice(0, epochs).reduce<number>((best, value) => Math.max(best, scoreOf(value, metric)), -Infinity);
}

/** Best first: those that came to their end, then pruned ones (the longer they lasted, the better), failed ones last. Equal ones stay in their order. */
export function rankTrials(trials: readonly SearchTrial[], metric: MonitoredMetric): SearchTrial[] {
  const place = ({ status }: SearchTrial): number => (status === 'done' ? 0 : status === 'failed' ? 2 : 1);
  const lasted = ({ status, curve }: SearchTrial): number => (status === 'pruned' ? curve.length : 0);
  const difference = (a: SearchTrial, b: SearchTrial): number => {
    const [one, other] = [scoreOf(a.value, metric), scoreOf(b.value, metric)];
    return one === other ? 0 : other - one;
  };
  return [...trials].sort((a, b) => place(a) - place(b) || lasted(b) - lasted(a) || difference(a, b) || a.number - b.number);
}
