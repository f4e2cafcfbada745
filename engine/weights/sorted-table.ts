import { maskedCrc32c } from './crc32c.ts';
import { readVarint } from './protobuf-fields.ts';
import { unreadable } from './unreadable.ts';

const footerBytes = 48;
const magic = 0xdb4775248b80fb57n;
/** After each block: one byte that tells how it is packed, and its checksum. */
const trailerBytes = 5;

/**
 * The entries of a table in LevelDB's format (github.com/google/leveldb, doc/table_format.md), as TensorFlow writes its indices of variables:
 * blocks that are not packed.
 * @throws AppError `weights-unreadable` where it is cut short or damaged
 */
export function readSortedTable(file: Buffer): Map<string, Buffer> {
  if (file.length < footerBytes || file.readBigUInt64LE(file.length - 8) !== magic) throw damaged();
  const footer = file.subarray(file.length - footerBytes);
  const { end: indexHandleAt } = readHandle(footer, 0);
  const entries = new Map<string, Buffer>();
  for (const handle of readBlock(file, readHandle(footer, indexHandleAt)).values()) {
    for (const [key, value] of readBlock(file, readHandle(handle, 0))) entries.set(key, value);
  }
  return entries;
}

interface BlockHandle {
  readonly offset: number;
  readonly length: number;
  readonly end: number;
}

function readHandle(bytes: Buffer, at: number): BlockHandle {
  const offset = readVarint(bytes, at);
  const length = readVarint(bytes, offset.end);
  return { offset: Number(offset.value), length: Number(length.value), end: length.end };
}

/** Each key shares its first bytes with the key before it. */
function readBlock(file: Buffer, { offset, length }: BlockHandle): Map<string, Buffer> {
  const end = offset + length;
  if (end + trailerBytes > file.length || length < 4) throw damaged();
  if (file.readUInt32LE(end + 1) !== maskedCrc32c(file.subarray(offset, end + 1))) throw damaged();
  if (file.readUInt8(end) !== 0) throw unreadable('the index of the variables is packed, which TensorFlow does not do');
  const block = file.subarray(offset, end);
  const restarts = block.readUInt32LE(length - 4);
  const entries = new Map<string, Buffer>();
  let key = Buffer.alloc(0);
  for (let at = 0; at < length - 4 * (restarts + 1);) {
    const shared = readVarint(block, at);
    const unshared = readVarint(block, shared.end);
    const valueLength = readVarint(block, unshared.end);
    const valueAt = valueLength.end + Number(unshared.value);
    key = Buffer.concat([key.subarray(0, Number(shared.value)), block.subarray(valueLength.end, valueAt)]);
    at = valueAt + Number(valueLength.value);
    entries.set(key.toString('latin1'), block.subarray(valueAt, at));
  }
  return entries;
}

function damaged(): Error {
  return unreadable('the index of the variables (variables.index) is cut short or damaged');
}
