import type { ClassificationMetrics } from '../../../common/metrics/classification.ts';
import type { EvaluationDetails } from '../../../common/domain/run.ts';
import { formatConfusion } from './confusion.ts';
import { formatCount, formatShare } from './numbers.ts';
import { formatTable } from './table.ts';

/** Balanced accuracy with its interval. */
export function describeBalancedAccuracy({ balancedAccuracy }: ClassificationMetrics, interval: EvaluationDetails['interval']): string {
  const within =
    interval === null
      ? ''
      : ` (${formatShare(interval.low)} to ${formatShare(interval.high)}: ${Math.round(interval.level * 100)} % confidence, lesions drawn ${formatCount(interval.resamples)} times)`;
  return `Balanced accuracy ${formatShare(balancedAccuracy)}${within}`;
}

/** Accuracy beside the majority baseline, and what does not hang on names. */
export function describeOtherFigures({ accuracy, majorityBaseline, macroAuc, logLoss }: ClassificationMetrics): string[] {
  return [
    `Accuracy ${formatShare(accuracy)}; always answering the most frequent diagnosis gives ${formatShare(majorityBaseline)}`,
    `Mean AUC ${formatShare(macroAuc)}, log loss ${formatShare(logLoss)}`,
  ];
}

/** A table by diagnosis, and the confusion matrix. */
export function describeClasses({ perClass, confusion }: ClassificationMetrics): string[] {
  const rows = perClass.map((entry) => [
    entry.label,
    formatCount(entry.support),
    ...[entry.precision, entry.recall, entry.f1, entry.auc].map(formatShare),
  ]);
  return [
    formatTable(['diagnosis', 'photographs', 'precision', 'recall', 'F1', 'AUC'], rows),
    '',
    formatConfusion(
      perClass.map(({ label }) => label),
      confusion,
    ),
  ];
}
