import type { Evaluation, Run } from '../../../common/domain/run.ts';
import { formatConfusion } from './confusion.ts';
import { formatCount, formatShare } from './numbers.ts';
import { researchUseOnly } from './research-use.ts';
import { formatTable } from './table.ts';

/** Balanced accuracy first, accuracy beside the majority baseline, then per class and the confusion matrix. */
export function describeEvaluation(run: Run, evaluation: Evaluation): string {
  const { metrics } = evaluation;
  const where = evaluation.part === null ? evaluation.datasetName : `the ${evaluation.part} part of ${evaluation.datasetName}`;
  const opening =
    evaluation.testOpening === null ? '' : ` (the test part was opened ${formatCount(evaluation.testOpening)} times, this one included)`;
  const perClass = metrics.perClass.map((entry) => [
    entry.label,
    formatCount(entry.support),
    ...[entry.precision, entry.recall, entry.f1, entry.auc].map(formatShare),
  ]);
  return [
    `Run ${run.id} (${run.name}) on ${where}${opening}: ${formatCount(metrics.n)} photographs`,
    `Balanced accuracy ${formatShare(metrics.balancedAccuracy)}`,
    `Accuracy ${formatShare(metrics.accuracy)}; always answering the most frequent diagnosis gives ${formatShare(metrics.majorityBaseline)}`,
    `Mean AUC ${formatShare(metrics.macroAuc)}, log loss ${formatShare(metrics.logLoss)}`,
    '',
    formatTable(['diagnosis', 'photographs', 'precision', 'recall', 'F1', 'AUC'], perClass),
    '',
    formatConfusion(
      metrics.perClass.map(({ label }) => label),
      metrics.confusion,
    ),
    '',
    researchUseOnly,
  ].join('\n');
}
