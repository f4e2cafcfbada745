import type { EvaluationDetails } from '../../common/domain/run.ts';
import { balancedAccuracyInterval } from '../../common/metrics/bootstrap.ts';
import { calibrationErrorByChance, expectedCalibrationError, reliability } from '../../common/metrics/calibration.ts';
import { argMax, classificationMetrics } from '../../common/metrics/classification.ts';
import type { CalibrationFit } from '../../common/metrics/fit-calibration.ts';
import { meanRows } from '../../common/metrics/mean-rows.ts';

/** Of the draws for confidence intervals and for the error that chance alone gives. */
const seed = 1;

/**
 * Calibration, figures by lesion and the confidence interval of an evaluation.
 * @param classes the run's, then labels that it never learned
 * @param actual class index per photograph
 * @param network probabilities before calibration, as long as `classes`
 * @param votes by which the diagnosis is named
 * @param calibrated probabilities after it
 * @param fit what calibrated them; null for an ensemble, whose runs are calibrated each by itself
 * @param lesions lesion per photograph; null where it is not known: then the photograph stands for itself
 */
export function evaluationDetails(evaluated: {
  readonly classes: readonly string[];
  readonly actual: readonly number[];
  readonly network: readonly (readonly number[])[];
  readonly votes: readonly (readonly number[])[];
  readonly calibrated: readonly (readonly number[])[];
  readonly fit: CalibrationFit | null;
  readonly lesions: readonly (string | null)[];
}): EvaluationDetails {
  const { classes, actual, network, votes, calibrated, fit, lesions } = evaluated;
  const groups = lesions.map((lesion, index) => (lesion === null ? `photograph ${index}` : `lesion ${lesion}`));
  const bins = reliability(actual, calibrated);
  return {
    calibration: {
      temperature: fit?.temperature ?? 1,
      bias: fit === null ? null : [...fit.bias],
      expectedError: expectedCalibrationError(bins),
      uncalibratedError: expectedCalibrationError(reliability(actual, network)),
      chanceError: calibrationErrorByChance(calibrated, { seed }),
      bins,
    },
    byLesion: scoreByLesion(classes, actual, votes, groups),
    interval: balancedAccuracyInterval(actual, votes.map(argMax), groups, classes.length, { seed }),
    byProbability: accuracies(classes, actual, calibrated),
  };
}

function scoreByLesion(
  classes: readonly string[],
  actual: readonly number[],
  votes: readonly (readonly number[])[],
  groups: readonly string[],
): EvaluationDetails['byLesion'] {
  const members = Map.groupBy(groups.keys(), (index) => groups[index] ?? '');
  if (members.size === groups.length) return null;
  const lesions = [...members.values()];
  const means = lesions.map((indices) => meanRows(indices.map((index) => votes[index] ?? [])));
  const labels = lesions.map(([first = 0]) => actual[first] ?? 0);
  return { n: lesions.length, ...accuracies(classes, labels, means) };
}

function accuracies(
  classes: readonly string[],
  actual: readonly number[],
  scores: readonly (readonly number[])[],
): { accuracy: number; balancedAccuracy: number } {
  const { accuracy, balancedAccuracy } = classificationMetrics(classes, actual, scores);
  return { accuracy, balancedAccuracy };
}
