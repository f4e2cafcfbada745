import type { GeneralConstant, GeneralTrace } from './generalise.ts';
import type { Reference, TracedOperation } from './trace.ts';

/** A trace that is being written, and a rule's way to look back at what an operation gets. */
export interface TraceEditor {
  /** Adds an operation before the one that the rule was asked about; gives its first output. */
  add(operation: TracedOperation): Reference;
  constant(value: GeneralConstant): Reference;
  /** The operation whose first output a value is, if it is one. */
  producerOf(reference: Reference | undefined): TracedOperation | undefined;
  /** The constant that a value is, if it is one. */
  constantOf(reference: Reference | undefined): GeneralConstant | undefined;
}

/**
 * Something that can be computed in a better way.
 * @param operation its inputs are already those of the new trace
 * @returns what stands for its first output, or null where the rule does not apply
 */
export type TraceRule = (operation: TracedOperation, editor: TraceEditor) => Reference | null;

/** Writes a trace anew, with the first rule that applies to each operation, and without what nothing needs any more. */
export function editTrace(trace: GeneralTrace, rules: readonly TraceRule[]): GeneralTrace {
  const operations: TracedOperation[] = [];
  const constants = [...trace.constants];
  const editor: TraceEditor = {
    add: (operation) => ({ kind: 'operation', index: operations.push(operation) - 1, output: 0 }),
    constant: (value) => ({ kind: 'constant', index: constants.push(value) - 1 }),
    producerOf: (reference) => (reference?.kind === 'operation' && reference.output === 0 ? operations[reference.index] : undefined),
    constantOf: (reference) => (reference?.kind === 'constant' ? constants[reference.index] : undefined),
  };
  /** Of each operation of the old trace, the first output. */
  const places: Reference[] = [];
  const follow = (reference: Reference): Reference => {
    if (reference.kind !== 'operation') return reference;
    const place = places[reference.index] as Reference;
    return place.kind === 'operation' ? { ...place, output: place.output + reference.output } : place;
  };
  for (const old of trace.operations) {
    const operation = { ...old, inputs: old.inputs.map(follow) };
    places.push(firstOf(rules, operation, editor) ?? editor.add(operation));
  }
  const outputs = Object.fromEntries(Object.entries(trace.outputs).map(([name, reference]) => [name, follow(reference)]));
  return withoutUnused({ operations, constants, outputs });
}

function withoutUnused({ operations, constants, outputs }: GeneralTrace): GeneralTrace {
  const needed = new Set<number>();
  const waiting = Object.values(outputs);
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    if (reference.kind !== 'operation' || needed.has(reference.index)) continue;
    needed.add(reference.index);
    waiting.push(...(operations[reference.index]?.inputs ?? []));
  }
  const places = new Map([...needed].toSorted((one, other) => one - other).map((index, place) => [index, place]));
  const follow = (reference: Reference): Reference =>
    reference.kind === 'operation' ? { ...reference, index: places.get(reference.index) as number } : reference;
  return {
    operations: operations.flatMap((operation, index) =>
      places.has(index) ? [{ ...operation, inputs: operation.inputs.map(follow) }] : [],
    ),
    constants,
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, reference]) => [name, follow(reference)])),
  };
}

function firstOf(rules: readonly TraceRule[], operation: TracedOperation, editor: TraceEditor): Reference | null {
  for (const rule of rules) {
    const replaced = rule(operation, editor);
    if (replaced !== null) return replaced;
  }
  return null;
}
