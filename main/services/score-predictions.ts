import { orderDiagnoses } from '../../common/domain/diagnosis.ts';
import { ruleThatHolds } from '../../common/domain/naming.ts';
import type { Evaluation, EvaluationDetails } from '../../common/domain/run.ts';
import { classificationMetrics, confusionMatrix } from '../../common/metrics/classification.ts';
import type { Naming, Said } from '../../common/metrics/naming-scores.ts';
import type { RunProbabilities } from './calibrated-predictor.ts';
import { evaluationDetails, nameAll } from './evaluation-details.ts';

export type Scores = Pick<Evaluation, 'metrics' | 'unknownLabels'> & Omit<EvaluationDetails, 'namingOpenings'>;

/**
 * Metrics of predictions: what is named by the rule, all else of the calibrated probabilities. A label that the run has never learned gets a row and a column behind the run's classes with probability 0: every photograph
 * of it is an error, its recall is 0, and it has no AUC, because the run gives it no score.
 * @param classes of the run, in the order of the probabilities
 * @param labels true label per photograph
 * @param chosen the run's rule; where nothing corrected the prior, the network's answer is taken instead
 */
export function scorePredictions(
  classes: readonly string[],
  labels: readonly string[],
  predicted: RunProbabilities & { readonly lesions: readonly (string | null)[] },
  chosen: Naming,
): Scores {
  const { isPriorCorrected, fit, lesions } = predicted;
  const { all, unknown, actual, said, pad } = align(classes, labels, predicted.said);
  const naming = { ...chosen, rule: ruleThatHolds(chosen.rule, isPriorCorrected) };
  const probabilities = said.map((each) => each.probabilities);
  const metrics = classificationMetrics(all, actual, probabilities, nameAll(said, naming));
  const perClass = metrics.perClass.map((entry) => (unknown.includes(entry.label) ? { ...entry, auc: null } : entry));
  const aucs = perClass.map(({ auc }) => auc).filter((auc) => auc !== null);
  return {
    metrics: { ...metrics, perClass, macroAuc: aucs.length === 0 ? null : aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length },
    naming: naming.rule,
    ...evaluationDetails({ classes: all, actual, said, naming, isPriorCorrected, network: predicted.network.map(pad), fit, lesions }),
    unknownLabels: unknown.map((label) => ({ label, count: labels.filter((other) => other === label).length })),
  };
}

/** The confusion matrix alone of what `scorePredictions` tells. */
export function confusionOf(classes: readonly string[], labels: readonly string[], predicted: readonly Said[], naming: Naming): number[][] {
  const { all, actual, said } = align(classes, labels, predicted);
  return confusionMatrix(actual, nameAll(said, naming), all.length);
}

/** Puts labels that the run has never learned behind its classes. */
function align(classes: readonly string[], labels: readonly string[], predicted: readonly Said[]) {
  const known = new Set(classes);
  const unknown = orderDiagnoses(new Set(labels.filter((label) => !known.has(label))));
  const all = [...classes, ...unknown];
  const indexOf = new Map(all.map((label, index) => [label, index]));
  const padding = unknown.map(() => 0);
  const pad = (row: readonly number[]): readonly number[] => (padding.length === 0 ? row : [...row, ...padding]);
  const actual = labels.map((label) => indexOf.get(label) ?? 0);
  const said = predicted.map(({ probabilities, votes }) => ({ probabilities: pad(probabilities), votes: pad(votes) }));
  return { all, unknown, actual, said, pad };
}
