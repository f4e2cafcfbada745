import { unreadable } from './unreadable.ts';

const bytesPerValue: Readonly<Record<string, number>> = { float16: 2, float32: 4, float64: 8 };

/**
 * Little-endian floating-point numbers -> float32.
 * @param dtype `float16` (IEEE 754 binary16), `float32` or `float64`; for a single value, a count, also `int32` or `int64`
 * @throws AppError `weights-unreadable` naming the weight where it has another type or another length than its shape
 */
export function decodeValues(bytes: Uint8Array, dtype: string, valueCount: number, weight: string): Float32Array {
  if (valueCount === 1 && dtype === 'int32' && bytes.byteLength === 4) return Float32Array.from(aligned(bytes, Int32Array));
  if (valueCount === 1 && dtype === 'int64' && bytes.byteLength === 8) return Float32Array.of(Number(aligned(bytes, BigInt64Array)[0]));
  const size = bytesPerValue[dtype];
  if (size === undefined) throw unreadable(`the weight ${weight} has the type ${dtype}, but a floating-point type is needed`);
  if (bytes.byteLength !== size * valueCount) {
    throw unreadable(`the weight ${weight} should have ${size * valueCount} bytes, but has ${bytes.byteLength}`);
  }
  if (dtype === 'float16') return decodeHalves(aligned(bytes, Uint16Array));
  return dtype === 'float64' ? Float32Array.from(aligned(bytes, Float64Array)) : aligned(bytes, Float32Array);
}

interface ArrayMaker<Result> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): Result;
}

/** A view where the bytes lie at a multiple of the element's size, else a copy. */
function aligned<Result>(bytes: Uint8Array, make: ArrayMaker<Result>): Result {
  const source = bytes.byteOffset % make.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new make(source.buffer, source.byteOffset, source.byteLength / make.BYTES_PER_ELEMENT);
}

function decodeHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}
