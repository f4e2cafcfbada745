import type { EpochReport, StopRule } from '../../common/contract/engine-protocol.ts';
import { epochScore, isHigherBetter } from '../../common/domain/epoch-score.ts';

/** Whether a training that stands at the end of an epoch is to stop there: a rule for that epoch asks for more than its best epoch so far reached. */
export function isStopReached(stops: readonly StopRule[], reports: readonly EpochReport[]): boolean {
  return stops
    .filter(({ epoch }) => epoch === reports.length)
    .some(({ metric, bound }) => {
      if (bound === null) return true;
      const best = Math.max(...reports.map(({ record }) => epochScore(record, metric)));
      return best < (isHigherBetter(metric) ? bound : -bound);
    });
}
