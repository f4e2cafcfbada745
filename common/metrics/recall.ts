import { describeDiagnosis } from '../domain/diagnosis.ts';

/**
 * Share of photographs whose own class got more than half of the probability: Keras's `Recall` metric with its usual threshold, on one-hot targets and softmax
 * outputs. Every photograph counts the same, so the common classes weigh most; one whose best class got less than half counts as missed, right or not. So it
 * is never above the accuracy. 0 for no photographs, as in Keras.
 * @param actual class index per photograph
 * @param probabilities one row per photograph
 */
export function recallAtHalf(actual: ArrayLike<number>, probabilities: readonly ArrayLike<number>[]): number {
  if (probabilities.length === 0) return 0;
  const found = probabilities.filter((row, index) => (row[actual[index] as number] as number) > 0.5);
  return found.length / probabilities.length;
}

/** Whether each class is a malignant diagnosis. */
export function malignantClasses(classes: readonly string[]): boolean[] {
  return classes.map((label) => describeDiagnosis(label).isMalignant);
}

/**
 * Sensitivity for malignancy: of the photographs of malignant diagnoses the share whose most probable diagnosis is a malignant one, the right one or not. A
 * network that calls everything malignant has 1.
 * @param confusion confusion[actual][predicted], in the order of the classes
 * @returns null where no photograph is of a malignant diagnosis
 */
export function malignantRecall(classes: readonly string[], confusion: readonly (readonly number[])[]): number | null {
  const isMalignant = malignantClasses(classes);
  let support = 0;
  let found = 0;
  confusion.forEach((row, actual) => {
    if (isMalignant[actual] !== true) return;
    row.forEach((count, predicted) => {
      support += count;
      if (isMalignant[predicted] === true) found += count;
    });
  });
  return support === 0 ? null : found / support;
}
