import { dispose, engine, tensor, tidy, Variable } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { SeededRandom } from '../../common/domain/random.ts';
import { fieldArray, usedAs } from './batch-field.ts';
import type { BatchField } from './batch-field.ts';
import { record, tensorId } from './binding.ts';
import { generalise } from './generalise.ts';
import type { GeneralTrace, SizedTrace } from './generalise.ts';
import { elementCount } from './graph-node.ts';
import type { TensorValues } from './graph-node.ts';
import { NotCompilable } from './not-compilable.ts';
import { buildTrace } from './trace.ts';

/** Work on tensors that is to become a graph. */
export interface TraceableStep {
  readonly fields: readonly BatchField[];
  /** Everything that the work may read or change beside the batch, by the name that it gets in the graph. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** The work. Gives its results by name, which are disposed of; called within a tidy. */
  readonly run: (batch: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>;
}

/** One step as tfjs computed it: what the graph is held against. */
export interface Witness {
  /** As it would be fed, by the name of the field. */
  readonly batch: Readonly<Record<string, TensorValues>>;
  /** By the names of the trace's outputs. */
  readonly outputs: ReadonlyMap<string, TensorValues>;
}

export interface TracedStep {
  readonly trace: GeneralTrace;
  readonly witness: Witness;
}

/** Small, so that tracing costs little, whatever the size of the batches later. */
const tracedSizes = [2, 3] as const;
const witnessSize = 5;

/**
 * Traces work at three sizes of batch. A variable that it changes becomes the output `changed <name>`; afterwards every variable is as it was before.
 * @throws NotCompilable
 */
export function traceStep(step: TraceableStep): TracedStep {
  const [first, second] = tracedSizes.map((size) => traceAt(step, size)) as [TracedAt, TracedAt];
  const witness = traceAt(step, witnessSize);
  return { trace: generalise(first, second, witness), witness };
}

/** The trace's output with the new value of a variable. */
export function changedOutput(variable: string): string {
  return `changed ${variable}`;
}

type TracedAt = SizedTrace & Witness;

function traceAt({ fields, variables, run }: TraceableStep, batchSize: number): TracedAt {
  const traced: TracedAt[] = [];
  tidy(() => {
    const random = new SeededRandom(batchSize, 'trace');
    const batch = Object.fromEntries(fields.map((field) => [field.name, makeExample(field, batchSize, random)]));
    const inputs = Object.fromEntries(fields.map((field) => [field.name, asTensor(field, batch[field.name] as TensorValues, batchSize)]));
    const sources = new Map<number, string>();
    for (const [name, input] of Object.entries(inputs)) sources.set(tensorId(input), name);
    for (const [name, variable] of variables) {
      const id = tensorId(variable);
      if (sources.has(id)) throw new NotCompilable(null, `the weights ${name} and ${sources.get(id) ?? ''} share their values`);
      sources.set(id, name);
    }
    const guarded = new GuardedVariables(variables);
    // Some may be kept from the tidy.
    const results: Tensor[] = [];
    try {
      const { result, recording } = record(
        () => {
          const computed = run(inputs);
          results.push(...Object.values(computed));
          const outputs = { ...computed, ...guarded.findChanged() };
          return Object.entries(outputs).map(([name, output]) => ({ name, output, id: tensorId(output) }));
        },
        new Set(sources.keys()),
        guarded.foreign,
      );
      const trace = buildTrace(recording, sources, Object.fromEntries(result.map(({ name, id }) => [name, id])));
      traced.push({ batchSize, trace, batch, outputs: new Map(result.map(({ name, output }) => [name, output.dataSync()])) });
    } finally {
      guarded.restore();
      for (const result of results) if (!(result instanceof Variable)) result.dispose();
    }
  });
  return traced[0] as TracedAt;
}

function makeExample(field: BatchField, batchSize: number, random: SeededRandom): TensorValues {
  return fieldArray(
    field,
    Array.from({ length: batchSize * elementCount(field.rowShape) }, () => field.example(random)),
  );
}

function asTensor(field: BatchField, values: TensorValues, batchSize: number): Tensor {
  const dataType = usedAs(field);
  return tensor(dataType === 'float32' ? Float32Array.from(values) : values, [batchSize, ...field.rowShape], dataType);
}

/** Holds the values of variables while work is traced. */
class GuardedVariables {
  readonly #known: readonly { readonly name: string; readonly variable: Variable; readonly kept: Tensor; readonly id: number }[];
  readonly #foreign: readonly { readonly variable: Variable; readonly id: number }[];

  constructor(variables: ReadonlyMap<string, Variable>) {
    // A clone holds on to the same values under the same number.
    this.#known = [...variables].map(([name, variable]) => ({ name, variable, kept: variable.clone(), id: tensorId(variable) }));
    const known = new Set(variables.values());
    const others = Object.values(engine().registeredVariables).filter((variable) => !known.has(variable));
    this.#foreign = others.map((variable) => ({ variable, id: tensorId(variable) }));
  }

  /** Numbers of the tensors that hold other variables, which the work must not use. */
  get foreign(): ReadonlyMap<number, string> {
    return new Map(this.#foreign.map(({ variable, id }) => [id, variable.name]));
  }

  /** The new values of those that were changed. */
  findChanged(): Record<string, Tensor> {
    for (const { variable, id } of this.#foreign) {
      if (tensorId(variable) !== id)
        throw new NotCompilable(null, `the step changes the variable ${variable.name}, which is no weight of the model`);
    }
    const changed = this.#known.filter(({ variable, id }) => tensorId(variable) !== id);
    return Object.fromEntries(changed.map(({ name, variable }) => [changedOutput(name), variable]));
  }

  restore(): void {
    for (const { variable, kept, id } of this.#known) {
      if (tensorId(variable) !== id) variable.assign(kept);
      dispose(kept);
    }
  }
}
