import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { countClasses, inverseFrequencyWeights } from '../data/class-balance.ts';

/** Cui's beta: the effective number of photographs of a class is at most 1 / (1 - beta) = 1,000. */
const effectiveBeta = 0.999;

/**
 * Weight of each class in the loss; their mean over the photographs of the training part is 1, so that a learning rate means the same with all of them.
 * - `class-weights`: 1 / n of the class.
 * - `inverse-root`: 1 / sqrt(n), half way (on the logarithm's scale) to leaving the imbalance as it is (Mahajan et al. 2018, arXiv 1805.00932).
 * - `effective-number`: (1 - beta) / (1 - beta^n) with beta 0.999 (Cui et al. 2019, arXiv 1901.05555, equation 4).
 *
 * 1 for every class with the others, which choose photographs instead. 0 for a class without photographs.
 */
export function classWeights(imbalance: TrainingOptions['imbalance'], labels: ArrayLike<number>, classCount: number): Float32Array {
  switch (imbalance) {
    case 'class-weights':
      return inverseFrequencyWeights(labels, classCount);
    case 'inverse-root':
      return weightsByCount(labels, classCount, (count) => 1 / Math.sqrt(count));
    case 'effective-number':
      return weightsByCount(labels, classCount, (count) => (1 - effectiveBeta) / (1 - effectiveBeta ** count));
    case 'none':
    case 'oversample':
    case 'balanced-batches':
    case 'augment-rare':
      return new Float32Array(classCount).fill(1);
  }
}

function weightsByCount(labels: ArrayLike<number>, classCount: number, weigh: (count: number) => number): Float32Array {
  const counts = countClasses(labels, classCount);
  const raw = counts.map((count) => (count === 0 ? 0 : weigh(count)));
  const sum = raw.reduce((total, weight, index) => total + weight * (counts[index] as number), 0);
  return Float32Array.from(raw, (weight) => (weight * labels.length) / sum);
}

/** Share of each class among the photographs. */
export function classShares(labels: ArrayLike<number>, classCount: number): number[] {
  return countClasses(labels, classCount).map((count) => count / labels.length);
}
