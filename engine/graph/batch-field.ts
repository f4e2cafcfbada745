import type { SeededRandom } from '../../common/domain/random.ts';
import type { Feed } from './binding.ts';
import type { TraceSource } from './emit-trace.ts';
import type { GraphBuilder, Output } from './graph-builder.ts';
import { nodeOf } from './graph-builder.ts';
import { DataType, elementCount } from './graph-node.ts';
import type { TensorValues } from './graph-node.ts';

/** One part of a batch: photographs, labels, weights. A row of it belongs to one photograph. */
export interface BatchField {
  readonly name: string;
  /** What is fed. Bytes are turned into float32 in the graph; the model never sees them. */
  readonly fedAs: 'uint8' | 'float32' | 'int32';
  /** Shape of one row. */
  readonly rowShape: readonly number[];
  /** One value that training might be fed with, for the steps that are traced and compared. */
  readonly example: (random: SeededRandom) => number;
}

/** The element type that the traced step gets. */
export function usedAs({ fedAs }: BatchField): 'float32' | 'int32' {
  return fedAs === 'int32' ? 'int32' : 'float32';
}

/** An array of the kind that the field is fed with. */
export function fieldArray({ fedAs }: BatchField, values: ArrayLike<number>): TensorValues {
  switch (fedAs) {
    case 'uint8':
      return Uint8Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'float32':
      return Float32Array.from(values);
  }
}

/** What a run is fed with for the field: whole rows. */
export function feedField({ fedAs, rowShape }: BatchField, fed: Output, values: TensorValues): Feed {
  return { name: fed, value: { dataType: DataType[fedAs], shape: [values.length / elementCount(rowShape), ...rowShape], values } };
}

/** The field's input in a graph: what is fed, and what the operations use. */
export function emitField(builder: GraphBuilder, field: BatchField): { fed: Output; used: TraceSource } {
  const { name, fedAs, rowShape } = field;
  const dataType = DataType[usedAs(field)];
  const fed = builder.placeholder(`feed/${name}`, DataType[fedAs], [-1, ...rowShape]);
  if (fedAs !== 'uint8') return { fed, used: { value: fed, dataType } };
  const attributes = { SrcT: { kind: 'type', value: DataType.uint8 }, DstT: { kind: 'type', value: dataType } } as const;
  return { fed, used: { value: builder.add(`${nodeOf(fed)}/cast`, 'Cast', [fed], attributes), dataType } };
}

/** The size of a batch as an int32 scalar: the first length of a fed field. */
export function emitBatchSize(builder: GraphBuilder, { fedAs }: BatchField, fed: Output): Output {
  const int32 = { kind: 'type', value: DataType.int32 } as const;
  const shape = builder.add('batch/shape', 'Shape', [fed], { T: { kind: 'type', value: DataType[fedAs] }, out_type: int32 });
  const [begin, end, stride] = [0, 1, 1].map((place) => builder.integers('batch/place', [place])) as [Output, Output, Output];
  return builder.add('batch/size', 'StridedSlice', [shape, begin, end, stride], {
    T: int32,
    Index: int32,
    shrink_axis_mask: { kind: 'integer', value: 1 },
  });
}
