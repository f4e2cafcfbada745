import { z } from 'zod';
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
/** Temperatures outside are no calibration, but the sign of a network that says nothing. */
const temperatureRange = [0.05, 20] as const;

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
    const bin = sums[Math.min(Math.max(Math.ceil(confidence * binCount) - 1, 0), binCount - 1)];
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
 * The temperature that makes the mean log loss of softmax(log(p) / T) smallest (Guo et al. 2017, "temperature scaling"), by golden-section search over
 * log T: the loss has one minimum. 1 where there are no photographs.
 * @param probabilities of photographs that the network was not trained on
 */
export function fitTemperature(actual: ArrayLike<number>, probabilities: readonly ArrayLike<number>[]): number {
  if (probabilities.length === 0) return 1;
  const loss = (logTemperature: number): number => meanLogLossAt(actual, probabilities, Math.exp(logTemperature));
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = temperatureRange.map(Math.log) as [number, number];
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [leftLoss, rightLoss] = [loss(left), loss(right)];
  while (high - low > 1e-5) {
    if (leftLoss <= rightLoss) {
      [high, right, rightLoss] = [right, left, leftLoss];
      left = high - ratio * (high - low);
      leftLoss = loss(left);
    } else {
      [low, left, leftLoss] = [left, right, rightLoss];
      right = low + ratio * (high - low);
      rightLoss = loss(right);
    }
  }
  return Math.exp((low + high) / 2);
}

/** softmax(log(p) / T): flatter for T > 1, sharper below; the order of the classes stays. */
export function applyTemperature(probabilities: ArrayLike<number>, temperature: number): number[] {
  const logits = Array.from({ length: probabilities.length }, (_, index) => logOf(probabilities[index]) / temperature);
  const highest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const raised = logits.map((logit) => Math.exp(logit - highest));
  const sum = raised.reduce((total, value) => total + value, 0);
  return raised.map((value) => value / sum);
}

function meanLogLossAt(actual: ArrayLike<number>, probabilities: readonly ArrayLike<number>[], temperature: number): number {
  let total = 0;
  probabilities.forEach((row, index) => {
    let highest = -Infinity;
    for (let label = 0; label < row.length; label++) highest = Math.max(highest, logOf(row[label]) / temperature);
    let sum = 0;
    for (let label = 0; label < row.length; label++) sum += Math.exp(logOf(row[label]) / temperature - highest);
    total += Math.log(sum) + highest - logOf(row[actual[index] as number]) / temperature;
  });
  return total / probabilities.length;
}

function logOf(probability: number | undefined): number {
  return Math.log(Math.max(probability ?? 0, smallestProbability));
}
