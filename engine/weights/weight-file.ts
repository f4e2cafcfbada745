/** The forms in which weights are published. */
export type WeightFormat = 'keras-h5' | 'keras-weights-h5' | 'keras-archive' | 'tensorflowjs-layers' | 'tensorflow-saved-model';

/** One weight of a file. Its values stay in the file until they are asked for. */
export interface StoredWeight {
  /** The layer's name as the file has it (`conv1_bn`); of nested models the innermost layer's. */
  readonly layer: string;
  /** Keras's class in snake case (`depthwise_conv2d`) where the file tells it, else null. */
  readonly kind: string | null;
  /** The weight's name within its layer (`kernel`, `gamma`, ...), without `:0`; its number where the file has no name. */
  readonly name: string;
  /** Empty for a scalar. */
  readonly shape: readonly number[];
  /** As the file has it: `float32`, `float16`, `int64`, ... */
  readonly dtype: string;
  /**
   * Reads the values, row by row (the last dimension changes fastest); float16, float64 and quantised ones are converted.
   * @throws AppError `weights-unreadable` where they are damaged or of no floating type
   */
  read(): Promise<Float32Array>;
}

/** An open file with weights. Whoever opens it closes it. */
export interface WeightFile {
  /** The file's or folder's own name, for messages. */
  readonly name: string;
  readonly format: WeightFormat;
  /** In the order of the file: that of the model's layers, and within a layer that of Keras. */
  readonly weights: readonly StoredWeight[];
  close(): Promise<void>;
}

/** Values in a weight of this shape. */
export function countValues(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
