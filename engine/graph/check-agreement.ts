import type { TensorValues } from './graph-node.ts';
import { NotCompilable } from './not-compilable.ts';

/** How far one step may be off: share of a result's own size, and of the largest of its kind for results that are nothing but rounding. */
const ownTolerance = 1e-3;
const largestTolerance = 1e-5;

/**
 * Holds what a graph computed against what tfjs computed.
 * @throws NotCompilable where a result differs by more than the order of additions explains
 * @param expected by name; the first word of a name is its kind
 */
export function checkAgreement(expected: ReadonlyMap<string, TensorValues>, found: ReadonlyMap<string, TensorValues>): void {
  const largest = new Map<string, number>();
  for (const [name, values] of expected) largest.set(kindOf(name), Math.max(largest.get(kindOf(name)) ?? 0, rootMeanSquare(values)));
  for (const [name, values] of expected) {
    const others = found.get(name);
    if (others?.length !== values.length) throw new NotCompilable(null, `the graph's ${name} has another size than it should`);
    const difference = rootMeanSquare(Float64Array.from(values, (value, index) => value - (others[index] as number)));
    // Written so that a result which is not a number fails.
    if (!(difference <= ownTolerance * rootMeanSquare(values) + largestTolerance * (largest.get(kindOf(name)) ?? 0))) {
      throw new NotCompilable(null, `the graph's ${name} is not what it should be`);
    }
  }
}

function kindOf(name: string): string {
  return name.split(' ', 1)[0] as string;
}

function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (values[index] as number) ** 2;
  return Math.sqrt(sum / Math.max(1, values.length));
}
