import type { EpochRecord } from '../../../common/domain/run.ts';
import { formatCount, formatDuration, formatShare } from './numbers.ts';

/** `loss 1.203, validation loss 1.310, balanced accuracy 0.412, 1,240 photographs/s, 4 s` */
export function describeEpoch(record: EpochRecord): string {
  return [
    `loss ${record.trainLoss.toFixed(3)}`,
    `validation loss ${record.validationLoss.toFixed(3)}`,
    `balanced accuracy ${formatShare(record.validationBalancedAccuracy)}`,
    `${formatCount(record.imagesPerSecond)} photographs/s`,
    formatDuration(record.durationMs),
  ].join(', ');
}
