import { logOf, softmax } from './calibration.ts';

/** What turns a network's probabilities p into calibrated ones: softmax(log(p) / temperature + bias). */
export interface CalibrationFit {
  readonly temperature: number;
  /** By class: how much more frequent it is in the data than the network was taught, as a difference of logits. Sums to 0. */
  readonly bias: readonly number[];
}

/** Temperatures outside are no calibration, but the sign of a network that says nothing. */
const temperatureRange = [0.05, 20] as const;
const largestStepCount = 100;
/** Of the loss, in nats over all photographs together. */
const precision = 1e-9;

/**
 * Temperature and a bias for each class by maximum likelihood (bias-corrected temperature scaling; Alexandari et al. 2020, arXiv 1901.06852), which makes up for class weights and
 * other rebalancing. A normal prior of unit width about "no correction", on 1 / temperature and on each bias, counts as much as a few photographs: it keeps classes that are hardly there, or
 * a network without an error, from running away. The loss is strictly convex; Newton's method with halved steps finds its minimum.
 * @param actual class index per photograph; photographs of none of the classes (-1) are left out
 * @param probabilities of photographs that the network was not trained on, one row each
 */
export function fitCalibration(actual: ArrayLike<number>, probabilities: readonly ArrayLike<number>[], classCount: number): CalibrationFit {
  const photographs = probabilities
    .map((row, index) => ({ logs: Array.from({ length: classCount }, (_, label) => logOf(row[label])), label: actual[index] ?? -1 }))
    .filter(({ label }) => label >= 0 && label < classCount);
  const [low, high] = temperatureRange;
  const found = descend(photographs, [1, ...new Array<number>(classCount).fill(0)], true);
  const scale = Math.min(Math.max(found[0] ?? 1, 1 / high), 1 / low);
  const [, ...bias] = scale === found[0] ? found : descend(photographs, [scale, ...found.slice(1)], false);
  return { temperature: 1 / scale, bias };
}

interface Labelled {
  readonly logs: readonly number[];
  readonly label: number;
}

/** @param start 1 / temperature, then the biases @param isScaleFree whether the first of them may change */
function descend(photographs: readonly Labelled[], start: readonly number[], isScaleFree: boolean): number[] {
  let at = [...start];
  let loss = lossAt(photographs, at);
  for (let step = 0; step < largestStepCount; step++) {
    const direction = newtonStep(photographs, at, isScaleFree);
    let next = at;
    let nextLoss = loss;
    for (let length = 1; length > 1e-6 && nextLoss >= loss; length /= 2) {
      next = at.map((value, index) => value - length * (direction[index] ?? 0));
      nextLoss = lossAt(photographs, next);
    }
    if (nextLoss >= loss) return at;
    const isDone = loss - nextLoss < precision;
    [at, loss] = [next, nextLoss];
    if (isDone) return at;
  }
  return at;
}

function lossAt(photographs: readonly Labelled[], [scale = 1, ...bias]: readonly number[]): number {
  const prior = ((scale - 1) ** 2 + bias.reduce((sum, value) => sum + value ** 2, 0)) / 2;
  return photographs.reduce((sum, { logs, label }) => {
    const logits = logs.map((log, index) => scale * log + (bias[index] ?? 0));
    const highest = Math.max(...logits);
    const partition = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
    return sum + Math.log(partition) + highest - (logits[label] ?? 0);
  }, prior);
}

/** The Hessian's inverse times the gradient. With the logits s x + b, the derivative by s of a mean over the classes is a covariance with x. */
function newtonStep(photographs: readonly Labelled[], [scale = 1, ...bias]: readonly number[], isScaleFree: boolean): number[] {
  const size = bias.length + 1;
  const gradient = new Float64Array([scale - 1, ...bias]);
  const hessian = Array.from({ length: size }, (_, row) => Float64Array.from({ length: size }, (__, column) => (row === column ? 1 : 0)));
  const add = (row: number, column: number, value: number): void => {
    const cells = hessian[row] as Float64Array;
    cells[column] = (cells[column] as number) + value;
  };
  for (const { logs, label } of photographs) {
    const shares = softmax(logs.map((log, index) => scale * log + (bias[index] ?? 0)));
    const mean = shares.reduce((sum, share, index) => sum + share * (logs[index] ?? 0), 0);
    gradient[0] = (gradient[0] as number) + mean - (logs[label] ?? 0);
    shares.forEach((share, row) => {
      const deviation = (logs[row] ?? 0) - mean;
      gradient[row + 1] = (gradient[row + 1] as number) + share - (row === label ? 1 : 0);
      add(0, 0, share * deviation ** 2);
      add(0, row + 1, share * deviation);
      add(row + 1, 0, share * deviation);
      shares.forEach((other, column) => add(row + 1, column + 1, (row === column ? share : 0) - share * other));
    });
  }
  if (!isScaleFree) {
    gradient[0] = 0;
    for (const row of hessian.slice(1)) row[0] = 0;
    hessian[0]?.fill(0, 1);
  }
  return solve(hessian, gradient);
}

/** Gauss's elimination; a positive definite matrix needs no pivoting. Both are overwritten. */
function solve(matrix: readonly Float64Array[], vector: Float64Array): number[] {
  const cell = (row: number, column: number): number => matrix[row]?.[column] ?? 0;
  for (let pivot = 0; pivot < vector.length; pivot++) {
    for (let row = pivot + 1; row < vector.length; row++) {
      const share = cell(row, pivot) / cell(pivot, pivot);
      for (let column = pivot; column < vector.length; column++)
        (matrix[row] as Float64Array)[column] = cell(row, column) - share * cell(pivot, column);
      vector[row] = (vector[row] as number) - share * (vector[pivot] as number);
    }
  }
  for (let row = vector.length - 1; row >= 0; row--) {
    let value = vector[row] as number;
    for (let column = row + 1; column < vector.length; column++) value -= cell(row, column) * (vector[column] as number);
    vector[row] = value / cell(row, row);
  }
  return [...vector];
}
