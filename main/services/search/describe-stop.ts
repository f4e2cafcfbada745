import type { StopRule } from '../../../common/contract/engine-protocol.ts';
import { isHigherBetter } from '../../../common/domain/epoch-score.ts';
import type { SearchTrial } from '../../../common/domain/search.ts';
import { metricNames } from '../../../common/domain/training-config.ts';
import type { AppError } from '../../../common/errors/app-error.ts';

const kept = 'The network of its best epoch is kept.';

/** Why a trial was pruned by the median rule. */
export function describePruning({ curve, value }: Pick<SearchTrial, 'curve' | 'value'>, stops: readonly StopRule[]): string {
  const rule = stops.find(({ epoch }) => epoch === curve.length);
  if (rule === undefined || rule.bound === null || value === null) return `Pruned after epoch ${curve.length}. ${kept}`;
  const side = isHigherBetter(rule.metric) ? 'below' : 'above';
  const reached = `its best ${metricNames[rule.metric]}, ${value.toFixed(3)}, was ${side} the median of the trials before it, ${rule.bound.toFixed(3)}`;
  return `Pruned after epoch ${curve.length}: ${reached}. ${kept}`;
}

/** Why a trial did not go on to the next rung. */
export function describeDrop({ curve }: Pick<SearchTrial, 'curve'>, promoted: number, compared: number): string {
  return `Pruned after epoch ${curve.length} by successive halving: it was not among the best ${promoted} of ${compared}. ${kept}`;
}

/** Why a trial failed at which engines died. */
export function describeDeaths(deaths: number, { message }: Pick<AppError, 'message'>): string {
  return `The engine died ${deaths} times at this trial, the last time like this: ${message}`;
}
