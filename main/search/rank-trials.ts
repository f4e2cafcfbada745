import { isHigherBetter } from '../../common/domain/epoch-score.ts';
import type { SearchPlan, SearchTrial } from '../../common/domain/search.ts';
import type { MonitoredMetric } from '../../common/domain/training-config.ts';
import { epochsThatCount } from '../../common/domain/training-phases.ts';
import { trialOptions } from '../../common/search/trial-options.ts';

/** A value of the metric as a score: higher is better; nothing measured is the worst. */
export function scoreOf(value: number | null, metric: MonitoredMetric): number {
  if (value === null) return -Infinity;
  return isHigherBetter(metric) ? value : -value;
}

/** The best score of a trial's first epochs: of those that count by its own options. */
export function bestScore({ curve, values }: SearchTrial, plan: Pick<SearchPlan, 'metric' | 'options'>, epochs: number): number {
  const { metric } = plan;
  const counts = epochsThatCount(trialOptions(plan, values), Math.min(epochs, curve.length));
  return curve.reduce<number>((best, value, index) => (counts(index + 1) ? Math.max(best, scoreOf(value, metric)) : best), -Infinity);
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
