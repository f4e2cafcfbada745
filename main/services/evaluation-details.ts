import type { NamingRule } from '../../common/domain/naming.ts';
import type { EvaluationDetails } from '../../common/domain/run.ts';
import { balancedAccuracyInterval } from '../../common/metrics/bootstrap.ts';
import { calibrationErrorByChance, expectedCalibrationError, reliability } from '../../common/metrics/calibration.ts';
import { accuracyOf, argMax, balancedAccuracy, confusionMatrix } from '../../common/metrics/classification.ts';
import type { CalibrationFit } from '../../common/metrics/fit-calibration.ts';
import { namingScores } from '../../common/metrics/naming-scores.ts';
import type { Naming, Said } from '../../common/metrics/naming-scores.ts';
import { meanSaid } from './differential.ts';

/** Of the draws for confidence intervals and for the error that chance alone gives. */
const seed = 1;

type Accuracies = NonNullable<EvaluationDetails['byRule']>['network'];
type Figures = Omit<EvaluationDetails, 'naming' | 'namingOpenings'>;

interface Evaluated {
  /** The run's, then labels that it never learned. */
  readonly classes: readonly string[];
  /** Class index per photograph. */
  readonly actual: readonly number[];
  /** Per photograph, as long as `classes`. */
  readonly said: readonly Said[];
  readonly naming: Naming;
  /** Whether the probabilities have the data's prior: only then do other rules than the network's mean anything. */
  readonly isPriorCorrected: boolean;
  /** Probabilities before calibration. */
  readonly network: readonly (readonly number[])[];
  /** What calibrated them; null for an ensemble, whose runs are calibrated each by itself. */
  readonly fit: CalibrationFit | null;
  /** Lesion per photograph; null where it is not known: then the photograph stands for itself. */
  readonly lesions: readonly (string | null)[];
}

/** Calibration, figures by lesion and by each rule, and the confidence interval of an evaluation. */
export function evaluationDetails(evaluated: Evaluated): Figures {
  const { classes, actual, said, naming, isPriorCorrected, network, fit, lesions } = evaluated;
  const groups = lesionGroups(lesions);
  const calibrated = said.map(({ probabilities }) => probabilities);
  const bins = reliability(actual, calibrated);
  const by = (rule: NamingRule): Accuracies => accuracies(classes.length, actual, nameAll(said, { ...naming, rule }));
  return {
    calibration: {
      temperature: fit?.temperature ?? 1,
      bias: fit === null ? null : [...fit.bias],
      expectedError: expectedCalibrationError(bins),
      uncalibratedError: expectedCalibrationError(reliability(actual, network)),
      chanceError: calibrationErrorByChance(calibrated, { seed }),
      bins,
    },
    byLesion: scoreByLesion(evaluated, groups),
    interval: balancedAccuracyInterval(actual, nameAll(said, naming), groups, classes.length, { seed }),
    byRule: isPriorCorrected ? { network: by('network'), balanced: by('balanced'), probable: by('probable') } : null,
  };
}

/** To which group each photograph belongs: one a lesion; a photograph whose lesion is not known stands for itself. */
export function lesionGroups(lesions: readonly (string | null)[]): string[] {
  return lesions.map((lesion, index) => (lesion === null ? `photograph ${index}` : `lesion ${lesion}`));
}

/** The class that is named, per photograph or lesion. */
export function nameAll(said: readonly Said[], naming: Naming): number[] {
  return said.map((each) => argMax(namingScores(each, naming)));
}

function scoreByLesion({ classes, actual, said, naming }: Evaluated, groups: readonly string[]): EvaluationDetails['byLesion'] {
  const members = Map.groupBy(groups.keys(), (index) => groups[index] ?? '');
  if (members.size === groups.length) return null;
  const lesions = [...members.values()];
  const means = lesions.map((indices) => meanSaid(indices.flatMap((index) => said[index] ?? [])));
  const labels = lesions.map(([first = 0]) => actual[first] ?? 0);
  return { n: lesions.length, ...accuracies(classes.length, labels, nameAll(means, naming)) };
}

/** @param actual class index per photograph or lesion @param named what each is named, the same */
export function accuracies(classCount: number, actual: readonly number[], named: readonly number[]): Accuracies {
  const confusion = confusionMatrix(actual, named, classCount);
  return { accuracy: accuracyOf(confusion), balancedAccuracy: balancedAccuracy(confusion) };
}
