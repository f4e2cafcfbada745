import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtobufWriter } from '../../../../engine/graph/protobuf.ts';

const hex = (writer: ProtobufWriter): string => Buffer.from(writer.finish()).toString('hex');

// The first three are the worked examples of protobuf.dev/programming-guides/encoding.
test.for([
  ['a varint', new ProtobufWriter().varint(1, 150), '089601'],
  ['text', new ProtobufWriter().string(2, 'testing'), '120774657374696e67'],
  ['a message', new ProtobufWriter().message(3, new ProtobufWriter().varint(1, 150)), '1a03089601'],
  ['packed varints', new ProtobufWriter().packedVarints(6, [3, 270, 86942]), '3206038e029ea705'],
  ['true', new ProtobufWriter().varint(5, true), '2801'],
  ['a negative number as ten bytes', new ProtobufWriter().varint(1, -1), '08ffffffffffffffffff01'],
  ['a float, little end first', new ProtobufWriter().float(4, 0.2), '25cdcc4c3e'],
  ['packed floats', new ProtobufWriter().packedFloats(5, [1, -2]), '2a080000803f000000c0'],
  ['a field number of two bytes', new ProtobufWriter().varint(16, 0), '800100'],
  ['text beyond ASCII', new ProtobufWriter().string(1, 'é'), '0a02c3a9'],
] as const)('writes %s', ([, writer, expected]) => {
  expect(hex(writer)).toBe(expected);
});

test('a varint is read back by the rule of its encoding', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      const [, ...bytes] = new ProtobufWriter().varint(1, value).finish();
      const read = bytes.reduceRight((sum, byte) => (sum << 7n) | BigInt(byte & 0x7f), 0n);
      expect(Number(BigInt.asIntN(64, read))).toBe(value);
      expect(bytes.every((byte, index) => byte >= 0x80 === index < bytes.length - 1)).toBe(true);
    }),
  );
});
