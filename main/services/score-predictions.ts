import { orderDiagnoses } from '../../common/domain/diagnosis.ts';
import type { Evaluation, EvaluationDetails } from '../../common/domain/run.ts';
import { argMax, classificationMetrics } from '../../common/metrics/classification.ts';
import type { RunProbabilities } from './calibrated-predictor.ts';
import { evaluationDetails } from './evaluation-details.ts';

/**
 * Metrics of predictions: what is named by the votes, all else of the calibrated probabilities. A label that the run has never learned gets a row and a column behind the run's classes with probability 0: every photograph
 * of it is an error, its recall is 0, and it has no AUC, because the run gives it no score.
 * @param classes of the run, in the order of the probabilities
 * @param labels true label per photograph
 */
export function scorePredictions(
  classes: readonly string[],
  labels: readonly string[],
  predicted: RunProbabilities & { readonly lesions: readonly (string | null)[] },
): Pick<Evaluation, 'metrics' | 'unknownLabels'> & EvaluationDetails {
  const known = new Set(classes);
  const unknown = orderDiagnoses(new Set(labels.filter((label) => !known.has(label))));
  const all = [...classes, ...unknown];
  const indexOf = new Map(all.map((label, index) => [label, index]));
  const padding = unknown.map(() => 0);
  const pad = (rows: readonly (readonly number[])[]): readonly (readonly number[])[] =>
    padding.length === 0 ? rows : rows.map((row) => [...row, ...padding]);
  const actual = labels.map((label) => indexOf.get(label) ?? 0);
  const padded = { network: pad(predicted.network), votes: pad(predicted.votes), calibrated: pad(predicted.calibrated) };
  const metrics = classificationMetrics(all, actual, padded.calibrated, padded.votes.map(argMax));
  const perClass = metrics.perClass.map((entry) => (known.has(entry.label) ? entry : { ...entry, auc: null }));
  const aucs = perClass.map(({ auc }) => auc).filter((auc) => auc !== null);
  return {
    metrics: { ...metrics, perClass, macroAuc: aucs.length === 0 ? null : aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length },
    ...evaluationDetails({ ...predicted, ...padded, classes: all, actual }),
    unknownLabels: unknown.map((label) => ({ label, count: labels.filter((other) => other === label).length })),
  };
}
