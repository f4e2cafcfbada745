import type { Evaluation } from '../../../common/domain/run.ts';
import { toCsv } from '../../format/csv.ts';

/** Overall figures, then one row per diagnosis. */
export function metricsCsv({ metrics, naming }: Pick<Evaluation, 'metrics' | 'naming'>): string {
  return toCsv([
    ['metric', 'value'],
    ['naming rule', naming],
    ['balanced accuracy', metrics.balancedAccuracy],
    ['accuracy', metrics.accuracy],
    ['majority baseline', metrics.majorityBaseline],
    ['macro AUC', metrics.macroAuc],
    ['log loss', metrics.logLoss],
    ['photographs', metrics.n],
    [],
    ['diagnosis', 'photographs', 'recall', 'precision', 'F1', 'AUC'],
    ...metrics.perClass.map(({ label, support, recall, precision, f1, auc }) => [label, support, recall, precision, f1, auc]),
  ]);
}

/** One row per true diagnosis, one column per predicted one, named by the rule in the corner. */
export function confusionCsv({ metrics, naming }: Pick<Evaluation, 'metrics' | 'naming'>): string {
  const labels = metrics.perClass.map(({ label }) => label);
  return toCsv([[`true \\ predicted (${naming})`, ...labels], ...metrics.confusion.map((row, index) => [labels[index] ?? '', ...row])]);
}
