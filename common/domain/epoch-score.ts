import type { EpochRecord } from './run.ts';
import type { MonitoredMetric } from './training-config.ts';

/** Whether a metric is the better the higher it is. */
export function isHigherBetter(metric: MonitoredMetric): boolean {
  return metric !== 'loss';
}

/** What an epoch reached on the validation part; null where it was not measured. */
export function monitoredValue(record: EpochRecord, metric: MonitoredMetric): number | null {
  switch (metric) {
    case 'balancedAccuracy':
      return record.validationBalancedAccuracy;
    case 'accuracy':
      return record.validationAccuracy;
    case 'loss':
      return record.validationLoss;
    case 'recall':
      return record.validationRecallAtHalf;
    case 'malignantRecall':
      return record.validationMalignantRecall;
  }
}

/** The same as a score: higher is better, whatever the metric; -Infinity where it was not measured. */
export function epochScore(record: EpochRecord, metric: MonitoredMetric): number {
  const value = monitoredValue(record, metric);
  if (value === null) return -Infinity;
  return isHigherBetter(metric) ? value : -value;
}
