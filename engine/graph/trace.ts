import type { Attributes, TensorValue } from './graph-node.ts';
import { DataType } from './graph-node.ts';
import { NotCompilable } from './not-compilable.ts';
import type { Recording } from './recording.ts';

/** Where a value comes from: an input of the graph, a constant, or an output of an operation, the last two by their place in the trace. */
export type Reference =
  | { readonly kind: 'source'; readonly name: string }
  | { readonly kind: 'constant'; readonly index: number }
  | { readonly kind: 'operation'; readonly index: number; readonly output: number };

export interface TracedOperation {
  readonly operation: string;
  readonly attributes: Attributes;
  readonly inputs: readonly Reference[];
}

/** A recording as a graph: nothing in it depends on the numbers that tensors had, so that two can be compared. */
export interface Trace {
  /** In an order in which they can run. */
  readonly operations: readonly TracedOperation[];
  readonly constants: readonly TensorValue[];
  readonly outputs: Readonly<Record<string, Reference>>;
}

/**
 * Turns a recording into a trace of what its outputs need.
 * @param sources name of the graph's input for each number of a tensor that is one
 * @param outputs number of the tensor for each name of an output
 * @throws NotCompilable where an operation draws random numbers from a state that is not an input, so that no run could be repeated
 */
export function buildTrace(recording: Recording, sources: ReadonlyMap<number, string>, outputs: Readonly<Record<string, number>>): Trace {
  const producers = findProducers(recording);
  const needed = findNeeded(recording, producers, sources, Object.values(outputs));
  const places = new Map<number, Reference>([...sources].map(([id, name]) => [id, { kind: 'source', name }]));
  const operations: TracedOperation[] = [];
  const constants: TensorValue[] = [];
  // Constants are numbered by their first use: when JavaScript hands one over depends on what ran before.
  const place = (id: number): Reference => {
    const found = places.get(id);
    if (found !== undefined) return found;
    const call = recording[producers.get(id) ?? -1];
    if (call?.kind !== 'constant') throw new NotCompilable(null, 'the step gives out what it has not computed');
    const reference = { kind: 'constant', index: constants.length } as const;
    constants.push(call.value);
    places.set(id, reference);
    return reference;
  };
  recording.forEach((call, index) => {
    if (call.kind === 'constant' || !needed.has(index)) return;
    if (statefulRandom.has(call.operation)) {
      throw new NotCompilable(
        call.operation,
        'its random numbers do not come from a seed of ours, so that a run could not be continued exactly',
      );
    }
    const attributes = correctAttributes(call.operation, call.attributes);
    const operation = { operation: call.operation, attributes, inputs: call.inputs.map(place) };
    call.outputs.forEach(({ id }, output) => places.set(id, { kind: 'operation', index: operations.length, output }));
    operations.push(operation);
  });
  return { operations, constants, outputs: Object.fromEntries(Object.entries(outputs).map(([name, id]) => [name, place(id)])) };
}

const statefulRandom: ReadonlySet<string> = new Set([
  'RandomUniform',
  'RandomUniformInt',
  'RandomStandardNormal',
  'TruncatedNormal',
  'ParameterizedTruncatedNormal',
  'RandomGamma',
  'RandomPoissonV2',
  'RandomShuffle',
  'Multinomial',
]);

/** Index of the call that made each tensor. */
function findProducers(recording: Recording): Map<number, number> {
  const producers = new Map<number, number>();
  recording.forEach((call, index) => {
    if (call.kind === 'constant') producers.set(call.id, index);
    else for (const { id } of call.outputs) producers.set(id, index);
  });
  return producers;
}

/** Indices of the calls on which the outputs depend. */
function findNeeded(
  recording: Recording,
  producers: ReadonlyMap<number, number>,
  sources: ReadonlyMap<number, string>,
  outputs: readonly number[],
): Set<number> {
  const needed = new Set<number>();
  const waiting = [...outputs];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const index = sources.has(id) ? undefined : producers.get(id);
    if (index === undefined || needed.has(index)) continue;
    needed.add(index);
    const call = recording[index];
    if (call?.kind === 'operation') waiting.push(...call.inputs);
  }
  return needed;
}

/** tfjs-node's Mean names the type that its input had before it was cast to float32; run at once that is overlooked, in a graph it is an error. */
function correctAttributes(operation: string, attributes: Attributes): Attributes {
  return operation === 'Mean' ? { ...attributes, T: { kind: 'type', value: DataType.float32 } } : attributes;
}
