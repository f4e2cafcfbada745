import type { GraphBuilder, Output } from './graph-builder.ts';
import { DataType } from './graph-node.ts';
import type { TracedOperation } from './trace.ts';

/** Operations that are nearly all multiplications, with those of their inputs that are numbers and not shapes. */
const products: ReadonlyMap<string, readonly number[]> = new Map([
  ['MatMul', [0, 1]],
  ['BatchMatMulV2', [0, 1]],
  ['Conv2D', [0, 1]],
  ['Conv2DBackpropInput', [1, 2]],
  ['Conv2DBackpropFilter', [0, 2]],
]);

/**
 * Adds operations that multiply in bfloat16 (8 bits of precision, float32's range, so that no loss needs to be scaled; Kalamkar et al. 2019, arXiv 1905.12322) and
 * add up in float32. Their inputs are rounded, their results are float32 again, and so is everything else.
 */
export class HalfPrecision {
  readonly #builder: GraphBuilder;
  readonly #rounded = new Map<Output, Output>();

  constructor(builder: GraphBuilder) {
    this.#builder = builder;
  }

  /** The operation's result; null where it is none that gains. */
  add(name: string, { operation, attributes }: TracedOperation, inputs: readonly Output[]): Output | null {
    const places = products.get(operation);
    const type = attributes['T'];
    if (places === undefined || type?.kind !== 'type' || type.value !== DataType.float32) return null;
    const rounded = inputs.map((input, place) => (places.includes(place) ? this.#round(name, input) : input));
    const half = { ...attributes, T: { kind: 'type', value: DataType.bfloat16 } } as const;
    const product = this.#builder.add(name, operation, rounded, half);
    return this.#cast(`${name}/float`, product, DataType.bfloat16, DataType.float32);
  }

  #round(name: string, input: Output): Output {
    const known = this.#rounded.get(input) ?? this.#cast(`${name}/half`, input, DataType.float32, DataType.bfloat16);
    this.#rounded.set(input, known);
    return known;
  }

  #cast(name: string, value: Output, from: DataType, to: DataType): Output {
    return this.#builder.add(name, 'Cast', [value], { SrcT: { kind: 'type', value: from }, DstT: { kind: 'type', value: to } });
  }
}
