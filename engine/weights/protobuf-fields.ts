import { unreadable } from './unreadable.ts';

/** A field of a message in protocol buffers' wire format: a number, or bytes that are a text, a message or packed numbers. */
export type ProtobufField = { readonly field: number } & ({ readonly number: bigint } | { readonly bytes: Buffer });

/** A number of 7 bits a byte, and where it ends. @throws AppError `weights-unreadable` where the bytes end before it */
export function readVarint(bytes: Buffer, start: number): { value: bigint; end: number } {
  let value = 0n;
  for (let at = start, shift = 0n; at < bytes.length && shift < 64n; at++, shift += 7n) {
    const byte = bytes.readUInt8(at);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end: at + 1 };
  }
  throw unreadable('the index of the variables is damaged');
}

/**
 * The fields of a message, in its order (protobuf.dev/programming-guides/encoding).
 * @throws AppError `weights-unreadable` where the bytes are no message
 */
export function readFields(bytes: Buffer): ProtobufField[] {
  const fields: ProtobufField[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at);
    const field = Number(tag.value >> 3n);
    const type = Number(tag.value & 7n);
    const next = type === 0 || type === 2 ? readVarint(bytes, tag.end) : { value: 0n, end: tag.end };
    const fixedBytes = type === 1 ? 8 : 4;
    at = type === 0 ? next.end : next.end + (type === 2 ? Number(next.value) : fixedBytes);
    if (at > bytes.length || type === 3 || type === 4 || type > 5) throw unreadable('the index of the variables is damaged');
    const content = bytes.subarray(next.end, at);
    if (type === 0) fields.push({ field, number: next.value });
    else if (type === 2) fields.push({ field, bytes: content });
    else fields.push({ field, number: type === 1 ? content.readBigUInt64LE() : BigInt(content.readUInt32LE()) });
  }
  return fields;
}

/** The last number in a field; 0 where there is none, as protocol buffers want it. */
export function numberIn(fields: readonly ProtobufField[], field: number): number {
  const found = fields.findLast((candidate) => candidate.field === field && 'number' in candidate);
  return found !== undefined && 'number' in found ? Number(BigInt.asIntN(64, found.number)) : 0;
}

/** All texts, messages or byte strings in a field. */
export function bytesIn(fields: readonly ProtobufField[], field: number): Buffer[] {
  return fields.flatMap((candidate) => (candidate.field === field && 'bytes' in candidate ? [candidate.bytes] : []));
}

/** The last text in a field; empty where there is none. */
export function textIn(fields: readonly ProtobufField[], field: number): string {
  return bytesIn(fields, field).at(-1)?.toString('utf8') ?? '';
}
