import type { EpochRecord } from '../../../common/domain/run.ts';
import type { TrainingOptions } from '../../../common/domain/training-config.ts';
import { formatCount, formatDuration, formatShare } from './numbers.ts';

/** What a run is judged by. */
type Judging = Pick<TrainingOptions, 'bestBy' | 'earlyStopping'>;

/** With a recall where the run is judged by one: `loss 1.203, validation loss 1.310, balanced accuracy 0.412, 1,240 photographs/s, 4 s` */
export function describeEpoch(record: EpochRecord, { bestBy, earlyStopping }: Judging): string {
  const judgedBy = [bestBy, earlyStopping?.metric];
  return [
    `loss ${record.trainLoss.toFixed(3)}`,
    `validation loss ${record.validationLoss.toFixed(3)}`,
    `balanced accuracy ${formatShare(record.validationBalancedAccuracy)}`,
    ...(judgedBy.includes('recall') ? [`recall over one half ${formatShare(record.validationRecallAtHalf)}`] : []),
    ...(judgedBy.includes('malignantRecall') ? [`malignant recall ${formatShare(record.validationMalignantRecall)}`] : []),
    `${formatCount(record.imagesPerSecond)} photographs/s`,
    formatDuration(record.durationMs),
  ].join(', ');
}
