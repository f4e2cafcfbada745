import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';

/** An attribute of a TensorFlow operation; `type` is one of the binding's TF_ATTR_ numbers. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string;
}

/** What we use of tfjs-node's private binding (tfjs_binding.d.ts). */
export interface TensorFlowBinding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_STRING: number;
  isUsingGpuDevice(): boolean;
}

/** What we use of tfjs-node's backend (nodejs_kernel_backend.d.ts). */
export interface TensorFlowBackend {
  readonly binding: TensorFlowBinding;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: TensorInfo[]): Tensor;
  executeMultipleOutputs(name: string, attributes: OpAttribute[], inputs: TensorInfo[], outputCount: number): Tensor[];
}

/** Writes attributes of float32 operations. */
export class Attributes {
  readonly #binding: TensorFlowBinding;
  readonly list: OpAttribute[] = [];

  constructor(backend: TensorFlowBackend) {
    this.#binding = backend.binding;
  }

  type(name: string, value: 'float32' | 'int32'): this {
    return this.#add(name, this.#binding.TF_ATTR_TYPE, value === 'float32' ? this.#binding.TF_FLOAT : this.#binding.TF_INT32);
  }

  float(name: string, value: number): this {
    return this.#add(name, this.#binding.TF_ATTR_FLOAT, value);
  }

  boolean(name: string, value: boolean): this {
    return this.#add(name, this.#binding.TF_ATTR_BOOL, value);
  }

  string(name: string, value: string): this {
    return this.#add(name, this.#binding.TF_ATTR_STRING, value);
  }

  #add(name: string, type: number, value: OpAttribute['value']): this {
    this.list.push({ name, type, value });
    return this;
  }
}
