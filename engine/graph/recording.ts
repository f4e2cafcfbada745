import type { Attributes, DataType, TensorValue } from './graph-node.ts';

/** A tensor of the binding: its number, which is never given twice. */
export interface TensorHandle {
  readonly id: number;
  readonly dataType: DataType;
  readonly shape: readonly number[];
}

/** One call that tfjs-node made while it was watched. */
export type RecordedCall =
  /** Values that JavaScript made, or that were there before and are no input of the graph. */
  | { readonly kind: 'constant'; readonly id: number; readonly value: TensorValue }
  | {
      readonly kind: 'operation';
      readonly operation: string;
      readonly attributes: Attributes;
      readonly inputs: readonly number[];
      readonly outputs: readonly TensorHandle[];
    };

/** Everything that tfjs-node asked TensorFlow for, in order. */
export type Recording = readonly RecordedCall[];
