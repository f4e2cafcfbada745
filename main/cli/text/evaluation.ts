import type { Calibration, Evaluation, Run } from '../../../common/domain/run.ts';
import { describeBalancedAccuracy, describeClasses, describeOtherFigures } from './figures.ts';
import { describeNaming, describeRules } from './naming.ts';
import { formatCount, formatShare } from './numbers.ts';
import { researchUseOnly } from './research-use.ts';

/** Balanced accuracy first, accuracy beside the majority baseline, then per class and the confusion matrix. */
export function describeEvaluation(run: Run, evaluation: Evaluation, isIsic2018 = false): string {
  const { metrics } = evaluation;
  const where = evaluation.part === null ? evaluation.datasetName : `the ${evaluation.part} part of ${evaluation.datasetName}`;
  const opening =
    evaluation.testOpening === null ? '' : ` (the test part was opened ${formatCount(evaluation.testOpening)} times, this one included)`;
  return [
    `Run ${run.id} (${run.name}) on ${where}${opening}: ${formatCount(metrics.n)} photographs`,
    ...describeNaming(evaluation),
    describeBalancedAccuracy(metrics, evaluation.interval),
    ...describeDetails(evaluation),
    ...(isIsic2018 ? [isic2018Leaderboard] : []),
    ...describeOtherFigures(metrics),
    ...describeRules(evaluation),
    '',
    ...describeClasses(metrics),
    '',
    researchUseOnly,
  ].join('\n');
}

/** Balanced accuracies on the official test set of ISIC 2018, task 3 (Tschandl et al. 2019, Lancet Oncology; Nature Medicine 2020). */
const isic2018Leaderboard =
  'On the official test set of ISIC 2018: best entry .885 (with private data), best single network .871, best with public data only .856, a plain ResNet34 .777.';

function describeDetails({ views, byLesion, calibration }: Evaluation): string[] {
  const lines: string[] = [];
  if (views > 1) lines.push(`Each photograph was looked at in ${views} ways`);
  if (byLesion !== null) {
    lines.push(
      `By lesion (${formatCount(byLesion.n)}): balanced accuracy ${formatShare(byLesion.balancedAccuracy)}, accuracy ${formatShare(byLesion.accuracy)}`,
    );
  }
  if (calibration !== null) {
    lines.push(`Calibration error ${formatShare(calibration.expectedError)} (${describeCalibration(calibration)})`);
  }
  return lines;
}

function describeCalibration({ bias, chanceError, temperature, uncalibratedError }: Calibration): string {
  const before = `${formatShare(uncalibratedError)} before`;
  if (chanceError === null) return `${before} temperature ${temperature.toFixed(2)}`;
  const made = bias === null ? 'its runs are calibrated each' : `${before} temperature ${temperature.toFixed(2)} and prior correction`;
  return `${made}; perfect probabilities show ${formatShare(chanceError)} on as many photographs`;
}
