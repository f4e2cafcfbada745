import { z } from 'zod';

export const ClassMetrics = z.object({
  label: z.string(),
  /** Photographs that truly are of this class. */
  support: z.int(),
  /** Null where nothing was predicted as this class. */
  precision: z.number().nullable(),
  /** Null where the class has no photographs. */
  recall: z.number().nullable(),
  f1: z.number().nullable(),
  /** One-vs-rest area under the ROC curve; null where only one side has photographs. */
  auc: z.number().nullable(),
});
export type ClassMetrics = z.infer<typeof ClassMetrics>;

export const ClassificationMetrics = z.object({
  n: z.int(),
  /** Mean recall over the classes that have photographs. */
  balancedAccuracy: z.number(),
  accuracy: z.number(),
  /** Accuracy of always answering the most frequent class. */
  majorityBaseline: z.number(),
  /** Mean one-vs-rest AUC over the classes for which it exists; null where none. */
  macroAuc: z.number().nullable(),
  /** Mean negative log of the probability given to the true class. */
  logLoss: z.number(),
  perClass: z.array(ClassMetrics),
  /** confusion[actual][predicted], photographs. */
  confusion: z.array(z.array(z.int())),
});
export type ClassificationMetrics = z.infer<typeof ClassificationMetrics>;

/** Smallest probability whose logarithm is taken, as Keras does it. */
const smallestProbability = 1e-7;

/** Index of the largest value; the first one where several are equal. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) if ((values[index] as number) > (values[best] as number)) best = index;
  return best;
}

/**
 * Counts confusion[actual][predicted].
 * @param actual class index per photograph, 0 <= index < classCount
 * @param predicted class index per photograph, same length
 */
export function confusionMatrix(actual: ArrayLike<number>, predicted: ArrayLike<number>, classCount: number): number[][] {
  const matrix = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (let index = 0; index < actual.length; index++) {
    const row = matrix[actual[index] as number] as number[];
    const column = predicted[index] as number;
    row[column] = (row[column] as number) + 1;
  }
  return matrix;
}

/** Photographs on the diagonal of a confusion matrix over all of them; 0 where there are none. */
export function accuracyOf(confusion: readonly (readonly number[])[]): number {
  const n = sum(confusion.map((row) => sum(row)));
  return n === 0 ? 0 : sum(confusion.map((row, index) => row[index] as number)) / n;
}

/** Recall per class of a confusion matrix; null for a class without photographs. */
export function recallPerClass(confusion: readonly (readonly number[])[]): (number | null)[] {
  return confusion.map((row, label) => {
    const support = sum(row);
    return support === 0 ? null : (row[label] as number) / support;
  });
}

/** Mean recall over the classes that have photographs (Brodersen et al. 2010, doi 10.1109/ICPR.2010.764); 0 for an empty matrix. */
export function balancedAccuracy(confusion: readonly (readonly number[])[]): number {
  const recalls = recallPerClass(confusion).filter((recall) => recall !== null);
  return recalls.length === 0 ? 0 : sum(recalls) / recalls.length;
}

/**
 * Area under the ROC curve by ranks (Mann-Whitney U; Hanley and McNeil 1982, doi 10.1148/radiology.143.1.7063747), ties counted half.
 * @returns null where there are no positives or no negatives
 */
export function areaUnderRoc(scores: ArrayLike<number>, isPositive: (index: number) => boolean): number | null {
  const order = Array.from({ length: scores.length }, (_, index) => index).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length;) {
    // One further at least: NaN is not equal to itself.
    let end = start + 1;
    while (end < order.length && scores[order[end] as number] === scores[order[start] as number]) end++;
    const meanRank = (start + 1 + end) / 2;
    for (let position = start; position < end; position++) {
      if (!isPositive(order[position] as number)) continue;
      positives++;
      rankSum += meanRank;
    }
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * All metrics of a classifier's predictions.
 * @param classes labels, in the order of the probabilities' columns
 * @param actual class index per photograph
 * @param probabilities one row per photograph, each of classes.length
 * @param named class index per photograph; by default the most probable one
 */
export function classificationMetrics(
  classes: readonly string[],
  actual: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
  named: ArrayLike<number> = probabilities.map(argMax),
): ClassificationMetrics {
  const n = probabilities.length;
  const confusion = confusionMatrix(actual, named, classes.length);
  const supports = confusion.map(sum);
  const recalls = recallPerClass(confusion);
  const perClass = classes.map((label, index): ClassMetrics => {
    const truePositives = confusion[index]?.[index] ?? 0;
    const predictedCount = sum(confusion.map((row) => row[index] as number));
    const recall = recalls[index] ?? null;
    const precision = predictedCount === 0 ? null : truePositives / predictedCount;
    const support = supports[index] ?? 0;
    const auc = areaUnderRoc(
      probabilities.map((row) => row[index] as number),
      (photograph) => actual[photograph] === index,
    );
    const f1 = support + predictedCount === 0 ? null : (2 * truePositives) / (support + predictedCount);
    return { label, support, precision, recall, f1, auc };
  });
  const aucs = perClass.map((entry) => entry.auc).filter((auc) => auc !== null);
  return {
    n,
    balancedAccuracy: balancedAccuracy(confusion),
    accuracy: accuracyOf(confusion),
    majorityBaseline: n === 0 ? 0 : Math.max(...supports) / n,
    macroAuc: aucs.length === 0 ? null : sum(aucs) / aucs.length,
    logLoss: meanLogLoss(actual, probabilities),
    perClass,
    confusion,
  };
}

function meanLogLoss(actual: ArrayLike<number>, probabilities: readonly ArrayLike<number>[]): number {
  if (probabilities.length === 0) return 0;
  const losses = probabilities.map((row, index) => -Math.log(Math.max(row[actual[index] as number] as number, smallestProbability)));
  return sum(losses) / losses.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
