import { GraphSession } from './binding.ts';
import type { Feed } from './binding.ts';
import type { Output } from './graph-builder.ts';
import type { GraphNode, TensorValues } from './graph-node.ts';
import { NotCompilable } from './not-compilable.ts';
import { encodeSavedModel } from './saved-model-proto.ts';

/** How far one step may be off: share of a result's own size, and of the largest of its kind for results that are nothing but rounding. */
interface Tolerance {
  readonly own: number;
  readonly largest: number;
}

const singlePrecision: Tolerance = { own: 1e-3, largest: 1e-5 };
/** A number of 8 bits is off by up to 0.4 %, and each layer adds to it. */
export const halfPrecisionTolerance: Tolerance = { own: 0.25, largest: 0.02 };

/**
 * Loads a graph and lets `prepare` fill and try it. Where that fails, the session is gone and the failure is NotCompilable.
 * @throws NotCompilable
 */
export function loadChecked<Prepared>(nodes: readonly GraphNode[], prepare: (session: GraphSession) => Prepared): Prepared {
  const session = GraphSession.load(encodeSavedModel(nodes));
  try {
    return prepare(session);
  } catch (error) {
    session.dispose();
    if (error instanceof NotCompilable) throw error;
    throw new NotCompilable(null, `TensorFlow could not run the graph (${error instanceof Error ? error.message : String(error)})`, {
      cause: error,
    });
  }
}

/**
 * Holds what a graph computes against what tfjs computed.
 * @param expected by name; the first word of a name is its kind
 * @param outputs the graph's value for each of those names
 * @throws NotCompilable where a result differs by more than the order of additions explains
 */
export function checkAgreement(
  expected: ReadonlyMap<string, TensorValues>,
  session: GraphSession,
  feeds: readonly Feed[],
  outputs: ReadonlyMap<string, Output>,
  tolerance: Tolerance = singlePrecision,
): void {
  const largest = new Map<string, number>();
  for (const [name, values] of expected) largest.set(kindOf(name), Math.max(largest.get(kindOf(name)) ?? 0, rootMeanSquare(values)));
  const found = session.compute(feeds, [...outputs.values()]);
  [...outputs.keys()].forEach((name, index) => {
    const values = expected.get(name) as TensorValues;
    const others = found[index] as TensorValues;
    if (others.length !== values.length) throw new NotCompilable(null, `the graph's ${name} has another size than it should`);
    const difference = rootMeanSquare(values, others);
    // Written so that a result which is not a number fails.
    if (!(difference <= tolerance.own * rootMeanSquare(values) + tolerance.largest * (largest.get(kindOf(name)) ?? 0))) {
      throw new NotCompilable(null, `the graph's ${name} is not what it should be`);
    }
  });
}

function kindOf(name: string): string {
  return name.split(' ', 1)[0] as string;
}

/** Of values, or of what they differ by from others. */
function rootMeanSquare(values: TensorValues, others?: TensorValues): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += ((values[index] as number) - (others?.[index] ?? 0)) ** 2;
  return Math.sqrt(sum / Math.max(1, values.length));
}
