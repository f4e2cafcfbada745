const wireType = { varint: 0, lengthDelimited: 2, fixed32: 5 } as const;

/**
 * Writes messages in protocol buffers' wire format (protobuf.dev/programming-guides/encoding), as much of it as a TensorFlow graph needs.
 * Fields are written in the order of the calls; zero and empty values are written too.
 */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** An int32, int64, bool or enum; negative numbers take ten bytes, as int64 does. */
  varint(field: number, value: number | boolean): this {
    return this.#tag(field, wireType.varint).#append(encodeVarint(BigInt(value)));
  }

  /** Repeated int64 or bool in one field. */
  packedVarints(field: number, values: readonly (number | boolean)[]): this {
    return this.bytes(field, concatenate(values.map((value) => encodeVarint(BigInt(value)))));
  }

  float(field: number, value: number): this {
    return this.#tag(field, wireType.fixed32).#append(encodeFloats([value]));
  }

  packedFloats(field: number, values: readonly number[]): this {
    return this.bytes(field, encodeFloats(values));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#tag(field, wireType.lengthDelimited)
      .#append(encodeVarint(BigInt(value.length)))
      .#append(value);
  }

  /** Text as UTF-8. */
  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  /** A message within this one. */
  message(field: number, content: ProtobufWriter): this {
    return this.bytes(field, content.finish());
  }

  /** The bytes written so far. */
  finish(): Uint8Array {
    return concatenate(this.#parts, this.#length);
  }

  #tag(field: number, type: number): this {
    return this.#append(encodeVarint(BigInt(field * 8 + type)));
  }

  #append(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }
}

function encodeVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function encodeFloats(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, index) => view.setFloat32(4 * index, value, true));
  return new Uint8Array(view.buffer);
}

function concatenate(parts: readonly Uint8Array[], length = parts.reduce((sum, part) => sum + part.length, 0)): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
