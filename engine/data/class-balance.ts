/** Photographs per class. */
export function countClasses(labels: ArrayLike<number>, classCount: number): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (let index = 0; index < labels.length; index++) counts[labels[index] as number] = (counts[labels[index] as number] as number) + 1;
  return counts;
}

/**
 * Weight of each class in the loss: n / (classes present x n of the class), so that every class weighs the same in sum and the mean over the
 * photographs is 1 (King and Zeng 2001, doi 10.1093/oxfordjournals.pan.a004868). 0 for a class without photographs.
 */
export function inverseFrequencyWeights(labels: ArrayLike<number>, classCount: number): Float32Array {
  const counts = countClasses(labels, classCount);
  const present = counts.filter((count) => count > 0).length;
  return Float32Array.from(counts, (count) => (count === 0 ? 0 : labels.length / (present * count)));
}
