import { z } from 'zod';
import { SeededRandom } from '../domain/random.ts';
import { argMax } from './classification.ts';

/** Photographs whose top probability fell into one interval. */
export const ReliabilityBin = z.object({
  /** The interval's ends, 0 to 1; the upper one belongs to it. */
  from: z.number(),
  to: z.number(),
  count: z.int(),
  /** Mean top probability; null for an empty bin. */
  confidence: z.number().nullable(),
  /** Share that was right; null for an empty bin. */
  accuracy: z.number().nullable(),
});
export type ReliabilityBin = z.infer<typeof ReliabilityBin>;

/** Smallest probability whose logarithm is taken. */
const smallestProbability = 1e-12;

/**
 * Reliability of the top answers in intervals of equal width (Guo et al. 2017, arXiv 1706.04599).
 * @param actual class index per photograph
 * @param probabilities one row per photograph, each summing to 1
 */
export function reliability(actual: ArrayLike<number>, probabilities: readonly ArrayLike<number>[], binCount = 15): ReliabilityBin[] {
  const sums = Array.from({ length: binCount }, () => ({ count: 0, confidence: 0, right: 0 }));
  probabilities.forEach((row, index) => {
    const top = argMax(row);
    const confidence = row[top] as number;
    const bin = sums[binOf(confidence, binCount)];
    if (bin === undefined) return;
    bin.count++;
    bin.confidence += confidence;
    if (top === actual[index]) bin.right++;
  });
  return sums.map(({ count, confidence, right }, index) => ({
    from: index / binCount,
    to: (index + 1) / binCount,
    count,
    confidence: count === 0 ? null : confidence / count,
    accuracy: count === 0 ? null : right / count,
  }));
}

/** Expected calibration error: mean distance of confidence and accuracy over the bins, weighted by their photographs; 0 where there are none. */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return 0;
  return bins.reduce((sum, { count, confidence, accuracy }) => sum + (count / total) * Math.abs((confidence ?? 0) - (accuracy ?? 0)), 0);
}

/**
 * The expected calibration error that perfectly calibrated probabilities would show on these photographs by chance alone: whether the top answer is right is drawn again from its own
 * probability. With few photographs the error of 15 bins is far from 0 even then (Bröcker and Smith 2007, doi 10.1175/WAF993.1, draw the same for reliability diagrams).
 * @param probabilities one row per photograph
 * @returns the mean over the draws; 0 where there are no photographs
 */
export function calibrationErrorByChance(
  probabilities: readonly ArrayLike<number>[],
  { seed, draws = 200, binCount = 15 }: { readonly seed: number; readonly draws?: number; readonly binCount?: number },
): number {
  if (probabilities.length === 0) return 0;
  const random = new SeededRandom(seed, 'calibration');
  const tops = probabilities.map((row) => row[argMax(row)] as number);
  const bins = tops.map((confidence) => binOf(confidence, binCount));
  let total = 0;
  for (let draw = 0; draw < draws; draw++) {
    const gaps = new Float64Array(binCount);
    tops.forEach((confidence, index) => {
      const bin = bins[index] ?? 0;
      gaps[bin] = (gaps[bin] as number) + confidence - (random.next() < confidence ? 1 : 0);
    });
    total += gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / tops.length;
  }
  return total / draws;
}

/** softmax(log(p) / T): flatter for T > 1, sharper below; the order of the classes stays. With a bias, softmax(log(p) / T + bias): it may change. */
export function applyTemperature(probabilities: ArrayLike<number>, temperature: number, bias?: ArrayLike<number>): number[] {
  const logits = Array.from(
    { length: probabilities.length },
    (_, index) => logOf(probabilities[index]) / temperature + (bias?.[index] ?? 0),
  );
  return softmax(logits);
}

/** exp(logits), divided by their sum. */
export function softmax(logits: readonly number[]): number[] {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const raised = logits.map((logit) => Math.exp(logit - highest));
  const sum = raised.reduce((total, value) => total + value, 0);
  return raised.map((value) => value / sum);
}

function binOf(confidence: number, binCount: number): number {
  return Math.min(Math.max(Math.ceil(confidence * binCount) - 1, 0), binCount - 1);
}

/** The logarithm of a probability, bounded below. */
export function logOf(probability: number | undefined): number {
  return Math.log(Math.max(probability ?? 0, smallestProbability));
}
