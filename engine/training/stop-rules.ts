import type { EpochReport, StopRule } from '../../common/contract/engine-protocol.ts';
import { epochScore, isHigherBetter } from '../../common/domain/epoch-score.ts';
import { epochsThatCount } from '../../common/domain/training-phases.ts';
import type { PhasedOptions } from '../../common/domain/training-phases.ts';

/**
 * Whether a training that stands at the end of an epoch is to stop there: a rule for that epoch asks for more than its best epoch so far reached, of those that
 * count.
 */
export function isStopReached(stops: readonly StopRule[], reports: readonly EpochReport[], options: PhasedOptions): boolean {
  return stops
    .filter(({ epoch }) => epoch === reports.length)
    .some(({ metric, bound }) => {
      if (bound === null) return true;
      const counts = epochsThatCount(options, reports.length);
      const scores = reports.filter(({ record }) => counts(record.epoch)).map(({ record }) => epochScore(record, metric));
      const best = Math.max(...scores);
      return best < (isHigherBetter(metric) ? bound : -bound);
    });
}
