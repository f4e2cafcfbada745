import type { BatchNumber, GeneralConstant, GeneralTrace } from './generalise.ts';
import type { GraphBuilder, Output } from './graph-builder.ts';
import { nodeOf } from './graph-builder.ts';
import { DataType } from './graph-node.ts';
import type { HalfPrecision } from './half-precision.ts';
import { NotCompilable } from './not-compilable.ts';
import type { Reference, TracedOperation } from './trace.ts';

/** What stands for an input of a trace. */
export interface TraceSource {
  readonly value: Output;
  readonly dataType: DataType;
}

/**
 * Writes a trace into a graph.
 * @param prefix stands before the names of its nodes
 * @param sources the value for each input of the trace
 * @param batchSize an int32 scalar of the graph
 * @param half where its operations are to be multiplied in 16 bits
 * @returns the value for each output of the trace
 */
export function emitTrace(
  builder: GraphBuilder,
  prefix: string,
  trace: GeneralTrace,
  sources: ReadonlyMap<string, TraceSource>,
  batchSize: Output,
  half: HalfPrecision | null = null,
): Map<string, Output> {
  const constants = new Map<string, Output>();
  const nodes: string[] = [];

  const resolve = (reference: Reference, user: TracedOperation | null, position: number): Output => {
    switch (reference.kind) {
      case 'source': {
        const source = sources.get(reference.name);
        if (source === undefined) throw new NotCompilable(user?.operation ?? null, `its input ${reference.name} is not fed`);
        return source.value;
      }
      case 'operation':
        return `${nodes[reference.index] as string}:${reference.output}`;
      case 'constant': {
        const general = trace.constants[reference.index] as GeneralConstant;
        // Reshape may leave one length open, which lets TensorFlow know the others beforehand.
        const open = user?.operation === 'Reshape' && position === 1 ? openLength(general) : null;
        const key = `${reference.index}/${open === null ? '' : 'open'}`;
        const output =
          constants.get(key) ??
          (open === null ? emitConstant(builder, prefix, general, batchSize) : builder.integers(`${prefix}/shape`, open));
        constants.set(key, output);
        return output;
      }
    }
  };

  for (const operation of trace.operations) {
    const inputs = operation.inputs.map((reference, position) => resolve(reference, operation, position));
    const name = `${prefix}/${operation.operation}`;
    nodes.push(nodeOf(half?.add(name, operation, inputs) ?? builder.add(name, operation.operation, inputs, operation.attributes)));
  }
  return new Map(
    Object.entries(trace.outputs).map(([name, reference]) => {
      const output = resolve(reference, null, 0);
      const source = reference.kind === 'source' ? sources.get(reference.name) : undefined;
      // TensorFlow gives nothing out that it was fed with in the same run, but its copy.
      return [name, source === undefined ? output : builder.after(`${prefix}/passed`, output, source.dataType, [])];
    }),
  );
}

/** A list of lengths of which one follows the batch, with -1 in its place; null for others. */
function openLength(general: GeneralConstant): number[] | null {
  if (general.kind !== 'numbers') return null;
  const lengths = general.numbers.map((number) => (isFixed(number) ? number.fixed : -1));
  return lengths.filter((length) => length === -1).length === 1 ? lengths : null;
}

function isFixed({ perSample, perBatch }: BatchNumber): boolean {
  return perSample === 0 && perBatch === 0;
}

function emitConstant(builder: GraphBuilder, prefix: string, general: GeneralConstant, batchSize: Output): Output {
  switch (general.kind) {
    case 'fixed':
      return builder.constant(`${prefix}/constant`, general.value);
    case 'filled': {
      const lengths = packWhole(builder, prefix, general.shape, batchSize);
      const value = builder.constant(`${prefix}/value`, {
        dataType: general.dataType,
        shape: [],
        values: arrayOf(general.dataType, [general.value]),
      });
      return builder.add(`${prefix}/filled`, 'Fill', [lengths, value], {
        T: { kind: 'type', value: general.dataType },
        index_type: { kind: 'type', value: DataType.int32 },
      });
    }
    case 'numbers':
      return general.dataType === DataType.int32 && general.shape.length === 1
        ? packWhole(builder, prefix, general.numbers, batchSize)
        : computeNumbers(builder, prefix, general, batchSize);
  }
}

/** A list of int32 of which some follow the batch. Packed one by one, so that TensorFlow knows the fixed ones beforehand. */
function packWhole(builder: GraphBuilder, prefix: string, numbers: readonly BatchNumber[], batchSize: Output): Output {
  const type = { kind: 'type', value: DataType.int32 } as const;
  const scalar = (value: number): Output =>
    builder.constant(`${prefix}/length`, { dataType: DataType.int32, shape: [], values: Int32Array.of(value) });
  const parts = numbers.map((number) => {
    if (isFixed(number)) return scalar(number.fixed);
    return number.perSample === 1 ? batchSize : builder.add(`${prefix}/length`, 'Mul', [batchSize, scalar(number.perSample)], { T: type });
  });
  return builder.add(`${prefix}/lengths`, 'Pack', parts, {
    N: { kind: 'integer', value: parts.length },
    T: type,
    axis: { kind: 'integer', value: 0 },
  });
}

/** fixed + perSample n + perBatch / n, element by element. */
function computeNumbers(builder: GraphBuilder, prefix: string, general: GeneralConstant & { kind: 'numbers' }, batchSize: Output): Output {
  const { dataType, shape, numbers } = general;
  const T = { kind: 'type', value: dataType } as const;
  const size =
    dataType === DataType.int32
      ? batchSize
      : builder.add(`${prefix}/size`, 'Cast', [batchSize], { SrcT: { kind: 'type', value: DataType.int32 }, DstT: T });
  const constant = (values: readonly number[]): Output =>
    builder.constant(`${prefix}/numbers`, { dataType, shape, values: arrayOf(dataType, values) });
  let sum: Output | undefined;
  const add = (values: readonly number[], combine: (part: Output) => Output): void => {
    if (values.every((value) => value === 0)) return;
    const part = combine(constant(values));
    sum = sum === undefined ? part : builder.add(`${prefix}/sum`, 'AddV2', [sum, part], { T });
  };
  add(
    numbers.map(({ fixed }) => fixed),
    (part) => part,
  );
  add(
    numbers.map(({ perSample }) => perSample),
    (part) => builder.add(`${prefix}/perSample`, 'Mul', [part, size], { T }),
  );
  add(
    numbers.map(({ perBatch }) => perBatch),
    (part) => builder.add(`${prefix}/perBatch`, 'RealDiv', [part, size], { T }),
  );
  return sum ?? constant(numbers.map(() => 0));
}

function arrayOf(dataType: DataType, values: readonly number[]): Float32Array | Int32Array | Uint8Array {
  switch (dataType) {
    case DataType.float32:
      return Float32Array.from(values);
    case DataType.int32:
      return Int32Array.from(values);
    case DataType.bool:
      return Uint8Array.from(values);
    default:
      throw new NotCompilable(null, `constants of TensorFlow's type ${dataType} that follow the batch are not known`);
  }
}
