import { isDeepStrictEqual } from 'node:util';
import { DataType, uniformValue } from './graph-node.ts';
import type { TensorValue } from './graph-node.ts';
import { NotCompilable } from './not-compilable.ts';
import type { Reference, Trace, TracedOperation } from './trace.ts';

/** Rounding of float32 where the numbers were made. */
const tolerance = 1e-6;

/** A number that may depend on the size n of the batch: fixed + perSample n + perBatch / n. */
export interface BatchNumber {
  readonly fixed: number;
  readonly perSample: number;
  readonly perBatch: number;
}

/** A constant of a step that fits every batch. */
export type GeneralConstant =
  | { readonly kind: 'fixed'; readonly value: TensorValue }
  /** Elements that depend on the size of the batch, in a shape that does not. */
  | { readonly kind: 'numbers'; readonly dataType: DataType; readonly shape: readonly number[]; readonly numbers: readonly BatchNumber[] }
  /** Equal elements in a shape that depends on the size of the batch. */
  | { readonly kind: 'filled'; readonly dataType: DataType; readonly shape: readonly BatchNumber[]; readonly value: number };

/** A trace that fits every batch. */
export interface GeneralTrace {
  readonly operations: readonly TracedOperation[];
  readonly constants: readonly GeneralConstant[];
  readonly outputs: Readonly<Record<string, Reference>>;
}

export interface SizedTrace {
  readonly batchSize: number;
  readonly trace: Trace;
}

/**
 * Makes one trace for every size of batch out of traces at two sizes, and holds it against a third.
 * @throws NotCompilable where the traces differ by more than numbers that follow the size of the batch: a step that JavaScript steers by the size, or
 *   random numbers made in JavaScript
 */
export function generalise(first: SizedTrace, second: SizedTrace, witness: SizedTrace): GeneralTrace {
  const { operations, outputs } = first.trace;
  checkSameWiring(first.trace, second.trace);
  checkSameWiring(first.trace, witness.trace);
  const users = findUsers(first.trace);
  const constants = first.trace.constants.map((value, index) => {
    const operation = users.get(index) ?? null;
    const general = generaliseConstant(value, first.batchSize, constantOf(second.trace, index), second.batchSize, operation);
    checkConstant(general, constantOf(witness.trace, index), witness.batchSize, operation);
    return general;
  });
  return { operations, constants, outputs };
}

/** The number at one size of batch. */
function evaluateNumber({ fixed, perSample, perBatch }: BatchNumber, batchSize: number): number {
  return fixed + perSample * batchSize + perBatch / batchSize;
}

function checkSameWiring(first: Trace, second: Trace): void {
  const count = Math.max(first.operations.length, second.operations.length);
  for (let index = 0; index < count; index++) {
    const one = first.operations[index];
    if (!isDeepStrictEqual(one, second.operations[index])) {
      throw new NotCompilable(
        one?.operation ?? second.operations[index]?.operation ?? null,
        'it is called differently for batches of another size',
      );
    }
  }
  if (!isDeepStrictEqual(first.outputs, second.outputs) || first.constants.length !== second.constants.length) {
    throw new NotCompilable(null, 'the step gives out something else for batches of another size');
  }
}

/** The first operation that uses each constant, for messages. */
function findUsers({ operations }: Trace): Map<number, string> {
  const users = new Map<number, string>();
  for (const { operation, inputs } of operations) {
    for (const input of inputs) if (input.kind === 'constant' && !users.has(input.index)) users.set(input.index, operation);
  }
  return users;
}

function constantOf(trace: Trace, index: number): TensorValue {
  return trace.constants[index] as TensorValue;
}

function generaliseConstant(
  first: TensorValue,
  firstSize: number,
  second: TensorValue,
  secondSize: number,
  operation: string | null,
): GeneralConstant {
  const { dataType, shape } = first;
  if (isDeepStrictEqual(first, second)) return { kind: 'fixed', value: first };
  const unlike = new NotCompilable(operation, 'numbers that JavaScript makes for it change with the batch in a way that is not understood');
  if (dataType !== second.dataType || shape.length !== second.shape.length) throw unlike;
  const follow = (one: number, other: number): BatchNumber => {
    const number = followBatch(one, firstSize, other, secondSize, dataType === DataType.int32);
    if (number === null) throw unlike;
    return number;
  };
  if (isDeepStrictEqual(shape, second.shape)) {
    const numbers = Array.from(first.values, (value, index) => follow(value, second.values[index] as number));
    return { kind: 'numbers', dataType, shape, numbers };
  }
  const value = uniformValue(first.values);
  if (value === undefined || value !== uniformValue(second.values)) throw unlike;
  return {
    kind: 'filled',
    dataType,
    value,
    shape: shape.map((length, axis) => followLength(length, firstSize, second.shape[axis] as number, secondSize, unlike)),
  };
}

function followLength(one: number, firstSize: number, other: number, secondSize: number, unlike: NotCompilable): BatchNumber {
  const number = followBatch(one, firstSize, other, secondSize, true);
  if (number === null) throw unlike;
  return number;
}

/** Whole numbers may be equal or so many per photograph; others may also be shared among the photographs of a batch, as in (n - 1) / n or 1 / n. */
function followBatch(one: number, firstSize: number, other: number, secondSize: number, isWhole: boolean): BatchNumber | null {
  if (one === other) return { fixed: one, perSample: 0, perBatch: 0 };
  const perSample = one / firstSize;
  if (isClose(perSample * secondSize, other, isWhole ? 0 : tolerance)) return { fixed: 0, perSample, perBatch: 0 };
  if (isWhole) return null;
  if (isClose(one * firstSize, other * secondSize, tolerance)) return { fixed: 0, perSample: 0, perBatch: one * firstSize };
  const slope = (one - other) / (1 / firstSize - 1 / secondSize);
  const limit = one - slope / firstSize;
  const fixed = isClose(limit, Math.round(limit), 10 * tolerance) ? Math.round(limit) : limit;
  return { fixed, perSample: 0, perBatch: (one - fixed) * firstSize };
}

function checkConstant(general: GeneralConstant, found: TensorValue, batchSize: number, operation: string | null): void {
  const { values, shape } = evaluateConstant(general, batchSize);
  const isWhole = found.dataType === DataType.int32;
  const isSame = found.values.every((value, index) => isClose(values[index] as number, value, isWhole ? 0 : tolerance));
  if (isSame && isDeepStrictEqual(shape, found.shape)) return;
  throw new NotCompilable(
    operation,
    `numbers that JavaScript makes for it change with the batch in a way that does not hold for ${batchSize}`,
  );
}

function isClose(one: number, other: number, share: number): boolean {
  return one === other || Math.abs(one - other) <= share * Math.max(Math.abs(one), Math.abs(other));
}

/** The constant at one size of batch. */
export function evaluateConstant(general: GeneralConstant, batchSize: number): { shape: readonly number[]; values: ArrayLike<number> } {
  switch (general.kind) {
    case 'fixed':
      return general.value;
    case 'numbers':
      return { shape: general.shape, values: general.numbers.map((number) => evaluateNumber(number, batchSize)) };
    case 'filled': {
      const shape = general.shape.map((number) => evaluateNumber(number, batchSize));
      const length = shape.reduce((product, edge) => product * edge, 1);
      return { shape, values: new Float64Array(length).fill(general.value) };
    }
  }
}
