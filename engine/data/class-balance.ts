import type { SeededRandom } from '../../common/domain/random.ts';

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

/**
 * Repeats the photographs of rare classes until each class present has as many as the most frequent one: whole rounds of all its
 * photographs, then a random rest without repetition, so that two photographs of a class differ by one repetition at most.
 * @returns positions in `labels`, grouped by class, not yet shuffled
 */
export function oversample(labels: ArrayLike<number>, classCount: number, random: SeededRandom): Int32Array {
  const positions = Array.from({ length: classCount }, () => new Array<number>());
  for (let index = 0; index < labels.length; index++) positions[labels[index] as number]?.push(index);
  const target = Math.max(...positions.map((group) => group.length));
  const drawn: number[] = [];
  for (const group of positions) {
    if (group.length === 0) continue;
    for (let round = 0; round < Math.floor(target / group.length); round++) drawn.push(...group);
    drawn.push(...random.shuffle([...group]).slice(0, target % group.length));
  }
  return Int32Array.from(drawn);
}
