import type { EvaluationDetails } from '../../common/domain/run.ts';
import { balancedAccuracyInterval } from '../../common/metrics/bootstrap.ts';
import { expectedCalibrationError, reliability } from '../../common/metrics/calibration.ts';
import { argMax, classificationMetrics } from '../../common/metrics/classification.ts';
import { meanRows } from '../../common/metrics/mean-rows.ts';

/** Of the draws for confidence intervals. */
const seed = 1;

/**
 * Calibration, figures by lesion and the confidence interval of an evaluation.
 * @param classes the run's, then labels that it never learned
 * @param actual class index per photograph
 * @param network probabilities before the temperature, as long as `classes`
 * @param calibrated probabilities after it
 * @param lesions lesion per photograph; null where it is not known: then the photograph stands for itself
 */
export function evaluationDetails(evaluated: {
  readonly classes: readonly string[];
  readonly actual: readonly number[];
  readonly network: readonly (readonly number[])[];
  readonly calibrated: readonly (readonly number[])[];
  readonly temperature: number;
  readonly lesions: readonly (string | null)[];
}): EvaluationDetails {
  const { classes, actual, network, calibrated, temperature, lesions } = evaluated;
  const groups = lesions.map((lesion, index) => (lesion === null ? `photograph ${index}` : `lesion ${lesion}`));
  const bins = reliability(actual, calibrated);
  return {
    calibration: {
      temperature,
      expectedError: expectedCalibrationError(bins),
      uncalibratedError: expectedCalibrationError(reliability(actual, network)),
      bins,
    },
    byLesion: scoreByLesion(classes, actual, calibrated, groups),
    interval: balancedAccuracyInterval(actual, calibrated.map(argMax), groups, classes.length, { seed }),
  };
}

function scoreByLesion(
  classes: readonly string[],
  actual: readonly number[],
  probabilities: readonly (readonly number[])[],
  groups: readonly string[],
): EvaluationDetails['byLesion'] {
  const members = Map.groupBy(groups.keys(), (index) => groups[index] ?? '');
  if (members.size === groups.length) return null;
  const lesions = [...members.values()];
  const means = lesions.map((indices) => meanRows(indices.map((index) => probabilities[index] ?? [])));
  const labels = lesions.map(([first = 0]) => actual[first] ?? 0);
  const { n, accuracy, balancedAccuracy } = classificationMetrics(classes, labels, means);
  return { n, accuracy, balancedAccuracy };
}
