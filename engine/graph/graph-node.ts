/** Numbers of TensorFlow's element types (types.proto). */
export const DataType = {
  float32: 1,
  int32: 3,
  uint8: 4,
  bool: 10,
  bfloat16: 14,
} as const;

/** A number of types.proto; any of them may stand in an attribute, the named ones may be held in constants. */
export type DataType = number;

export type TensorValues = Float32Array | Int32Array | Uint8Array;

/** Elements in row-major order. Bool is held as bytes. */
export interface TensorValue {
  readonly dataType: DataType;
  readonly shape: readonly number[];
  readonly values: TensorValues;
}

/** An attribute of an operation, by the field of attr_value.proto that holds it. A dimension of -1 in a shape is unknown. */
export type AttributeValue =
  | { readonly kind: 'type'; readonly value: DataType }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'integers'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'booleans'; readonly value: readonly boolean[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'shape'; readonly value: readonly number[] }
  | { readonly kind: 'tensor'; readonly value: TensorValue };

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** One operation of a graph (node_def.proto). */
export interface GraphNode {
  readonly name: string;
  readonly operation: string;
  /** `node:output` of data, then `^node` of control. */
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
}

/** How many elements a shape holds. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The value that all elements share; undefined where they differ or there are none. */
export function uniformValue(values: ArrayLike<number>): number | undefined {
  const first = values[0];
  for (let index = 1; index < values.length; index++) if (!Object.is(values[index], first)) return undefined;
  return first;
}
