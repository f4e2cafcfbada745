import { setImmediate } from 'node:timers/promises';
import { pairedCell } from '../../../common/domain/comparison.ts';
import type { ComparedRun, PairedCounts, RunComparison, RunDifference } from '../../../common/domain/comparison.ts';
import { orderDiagnoses } from '../../../common/domain/diagnosis.ts';
import type { NamingRule } from '../../../common/domain/naming.ts';
import { balancedAccuracyInterval } from '../../../common/metrics/bootstrap.ts';
import { expectedCalibrationError, reliability } from '../../../common/metrics/calibration.ts';
import { argMax, classificationMetrics } from '../../../common/metrics/classification.ts';
import { adjustByHolm } from '../../../common/metrics/holm.ts';
import { exactMcNemar } from '../../../common/metrics/mcnemar.ts';
import { namingScores } from '../../../common/metrics/naming-scores.ts';
import type { Said } from '../../../common/metrics/naming-scores.ts';
import { balancedAccuracyDifference } from '../../../common/metrics/paired-bootstrap.ts';
import { meanSaid } from '../differential.ts';
import { accuracies, lesionGroups } from '../evaluation-details.ts';

/** Of the draws; as evaluations have it, so that a part that is compared whole has the very same interval. */
const seed = 1;
/** With which the intervals of all differences hold together. */
const level = 0.95;

/** What one run says of the photographs. */
export interface Judgement extends Pick<ComparedRun, 'runId' | 'partSize' | 'evaluation'> {
  readonly classes: readonly string[];
  /** How frequent each class is in what it learned from. */
  readonly shares: readonly number[];
  /** One row a photograph. */
  readonly answers: readonly { readonly said: Said; readonly naming: NamingRule }[];
}

export interface JudgedPhotograph {
  readonly id: number;
  readonly imageId: string;
  readonly diagnosis: string;
  readonly lesionId: string | null;
}

/** Photographs or lesions with what each run names, as indices of the classes. */
interface Named {
  readonly actual: readonly number[];
  readonly named: readonly (readonly number[])[];
}

type Figures = Pick<RunComparison, 'classes' | 'supports' | 'lesionCount' | 'runs' | 'differences' | 'photographs'>;

/**
 * All figures of runs on the same photographs, in pieces between which others are answered.
 * @param reference index of the run that the others are measured against
 * @throws AppError `cancelled`
 */
export async function comparePredictions(
  photographs: readonly JudgedPhotograph[],
  judgements: readonly Judgement[],
  reference: number,
  signal: AbortSignal,
): Promise<Figures> {
  const labels = photographs.map(({ diagnosis }) => diagnosis);
  const classes = orderDiagnoses(new Set([...labels, ...judgements.flatMap((one) => one.classes)]));
  const groups = lesionGroups(photographs.map(({ lesionId }) => lesionId));
  const indexOf = new Map(classes.map((label, index) => [label, index]));
  const actual = labels.map((label) => indexOf.get(label) ?? 0);
  const byPhotograph: Named = { actual, named: judgements.map((one) => one.answers.map((answer) => nameOf(one, answer, indexOf))) };
  const byLesion = nameLesions(judgements, actual, groups, indexOf);
  const runs: ComparedRun[] = [];
  for (const [index, judgement] of judgements.entries()) {
    runs.push(measure(judgement, classes, byPhotograph, index, groups, byLesion));
    await setImmediate(undefined, { signal });
  }
  const differences: RunDifference[] = [];
  const others = [...judgements.keys()].filter((index) => index !== reference);
  for (const other of others) {
    const isRight = { first: rightOf(byPhotograph, reference), second: rightOf(byPhotograph, other) };
    differences.push({
      runId: judgements[other]?.runId ?? 0,
      balancedAccuracy: (runs[other]?.balancedAccuracy ?? 0) - (runs[reference]?.balancedAccuracy ?? 0),
      interval: balancedAccuracyDifference(actual, isRight, groups, classes.length, {
        seed,
        level: 1 - (1 - level) / (judgements.length - 1),
      }),
      accuracy: (runs[other]?.accuracy ?? 0) - (runs[reference]?.accuracy ?? 0),
      photographs: countPairs(isRight.first, isRight.second),
      lesions: byLesion === null ? null : countPairs(rightOf(byLesion, reference), rightOf(byLesion, other)),
    });
    await setImmediate(undefined, { signal });
  }
  return {
    classes,
    supports: classes.map((_, label) => actual.filter((one) => one === label).length),
    lesionCount: new Set(groups).size,
    runs,
    differences: withAdjusted(differences),
    photographs: {
      ids: photographs.map(({ id }) => id),
      imageIds: photographs.map(({ imageId }) => imageId),
      actual: [...actual],
      named: byPhotograph.named.map((row) => [...row]),
    },
  };
}

function measure(
  judgement: Judgement,
  classes: readonly string[],
  { actual, named }: Named,
  index: number,
  groups: readonly string[],
  lesions: Named | null,
): ComparedRun {
  const own = named[index] ?? [];
  const columns = classes.map((label) => judgement.classes.indexOf(label));
  const probabilities = judgement.answers.map(({ said }) => columns.map((column) => said.probabilities[column] ?? 0));
  const metrics = classificationMetrics(classes, actual, probabilities, own);
  // To what it has never learned it gives no score.
  const aucs = metrics.perClass.flatMap(({ auc, label }) => (auc === null || !judgement.classes.includes(label) ? [] : [auc]));
  const { runId, partSize, evaluation, answers } = judgement;
  return {
    runId,
    partSize,
    evaluation,
    naming: answers[0]?.naming ?? 'network',
    balancedAccuracy: metrics.balancedAccuracy,
    interval: balancedAccuracyInterval(actual, own, groups, classes.length, { seed }),
    accuracy: metrics.accuracy,
    byLesion: lesions === null ? null : accuracies(classes.length, lesions.actual, lesions.named[index] ?? []),
    macroAuc: aucs.length === 0 ? null : aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length,
    logLoss: metrics.logLoss,
    calibrationError: expectedCalibrationError(reliability(actual, probabilities)),
    recall: metrics.perClass.map(({ recall }) => recall),
  };
}

/** Each lesion once, by the mean of what is said of its photographs; null where none has several. */
function nameLesions(
  judgements: readonly Judgement[],
  actual: readonly number[],
  groups: readonly string[],
  indexOf: ReadonlyMap<string, number>,
): Named | null {
  const lesions = [...Map.groupBy(groups.keys(), (index) => groups[index] ?? '').values()];
  if (lesions.length === groups.length) return null;
  const named = judgements.map((judgement) =>
    lesions.map((members) => {
      const answers = members.flatMap((index) => judgement.answers[index] ?? []);
      return nameOf(judgement, { said: meanSaid(answers.map(({ said }) => said)), naming: answers[0]?.naming ?? 'network' }, indexOf);
    }),
  );
  return { actual: lesions.map(([first = 0]) => actual[first] ?? 0), named };
}

function nameOf(
  { classes, shares }: Judgement,
  { said, naming }: Judgement['answers'][number],
  indexOf: ReadonlyMap<string, number>,
): number {
  return indexOf.get(classes[argMax(namingScores(said, { rule: naming, shares }))] ?? '') ?? 0;
}

function rightOf({ actual, named }: Named, index: number): boolean[] {
  return (named[index] ?? []).map((label, position) => label === actual[position]);
}

function countPairs(reference: readonly boolean[], other: readonly boolean[]): PairedCounts {
  const counts = { both: 0, onlyReference: 0, onlyOther: 0, neither: 0 };
  reference.forEach((isRight, index) => counts[pairedCell(isRight, other[index] ?? false)]++);
  const p = exactMcNemar(counts.onlyReference, counts.onlyOther);
  return { ...counts, p, adjustedP: p };
}

function withAdjusted(differences: readonly RunDifference[]): RunDifference[] {
  const photographs = adjustByHolm(differences.map((one) => one.photographs.p));
  const lesions = adjustByHolm(differences.map((one) => one.lesions?.p ?? 1));
  return differences.map((one, index) => ({
    ...one,
    photographs: { ...one.photographs, adjustedP: photographs[index] ?? 1 },
    lesions: one.lesions === null ? null : { ...one.lesions, adjustedP: lesions[index] ?? 1 },
  }));
}
