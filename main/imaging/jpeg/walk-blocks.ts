import type { BlockPlan } from './scan-blocks.ts';

/** Where a walk through the compressed bits of one restart interval is. */
export interface Walk {
  /** Without the zero bytes that are stuffed behind 0xff, and with at least 4 bytes more than `bitCount` needs. */
  readonly bytes: Buffer;
  readonly bitCount: number;
  /** The next bit. */
  bit: number;
  /** DC value of the last block of each component. */
  readonly predictions: Int32Array;
}

/** Walks over macroblocks without making pixels of them. False: their bits contradict themselves, or end too early. */
export function walkMacroblocks(walk: Walk, blocks: readonly BlockPlan[], count: number): boolean {
  for (let macroblock = 0; macroblock < count; macroblock++) {
    for (const block of blocks) if (!walkDc(walk, block) || !walkAc(walk, block)) return false;
    if (walk.bit > walk.bitCount) return false;
  }
  return true;
}

/** The next 16 bits. */
function peek(bytes: Uint8Array, bit: number): number {
  const at = bit >>> 3;
  const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  return (three >>> (8 - (bit & 7))) & 0xffff;
}

function walkDc(walk: Walk, { dc, lane, dcLimit }: BlockPlan): boolean {
  const entry = dc[peek(walk.bytes, walk.bit)] ?? 0;
  const size = entry & 255;
  if (entry === 0 || size > 16) return false;
  walk.bit += entry >>> 8;
  if (size > 0) {
    const value = peek(walk.bytes, walk.bit) >>> (16 - size);
    // Values of `size` bits whose first bit is 0 are negative (T.81, F.2.2.1).
    const difference = value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    const prediction = (walk.predictions[lane] ?? 0) + difference;
    walk.predictions[lane] = prediction;
    walk.bit += size;
    if (prediction > dcLimit || prediction < -dcLimit) return false;
  }
  return true;
}

function walkAc(walk: Walk, { ac }: BlockPlan): boolean {
  const { bytes } = walk;
  let { bit } = walk;
  for (let place = 1; place < 64; place++) {
    const entry = ac[peek(bytes, bit)] ?? 0;
    if (entry === 0) return false;
    const size = entry & 15;
    const run = (entry >>> 4) & 15;
    bit += (entry >>> 8) + size;
    if (size === 0 && run < 15) break;
    place += run;
    if (place > 63) return false;
  }
  walk.bit = bit;
  return true;
}
