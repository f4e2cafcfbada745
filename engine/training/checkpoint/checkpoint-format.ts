import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../common/errors/app-error.ts';
import { CheckpointFacts } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';

/*
 * A checkpoint's file, little-endian (docs/decisions/0016-checkpoints.md):
 *   8 bytes `NEVUSCKP`, uint32 format version, uint32 length of the head, the head as JSON (padded with spaces to a multiple of 4),
 *   the float32 values that the head counts, the SHA-256 of everything before.
 */

const magic = 'NEVUSCKP';
const formatVersion = 1;
const prefixBytes = 16;
const checksumBytes = 32;
/** A head has some hundred bytes for each epoch and class. */
const largestHeadBytes = 256 * 1024 * 1024;

const Head = z.object({
  facts: CheckpointFacts,
  state: z.object({ kind: z.enum(['compiled', 'eager']), step: z.int().min(0), updates: z.int().min(0), gathered: z.int().min(0) }),
  /** Values of each array of the state. */
  lengths: z.array(z.int().min(0)),
  probabilityCount: z.int().min(0),
});

/** A checkpoint that was cut off or changed on the disk. The message tells what is wrong with it, without a subject. */
export class DamagedCheckpoint extends Error {
  override readonly name = 'DamagedCheckpoint';
}

/** Writes a checkpoint to an empty file, array by array. */
export async function writeCheckpoint(file: FileHandle, { facts, state, probabilities }: Checkpoint): Promise<void> {
  const { values, ...counts } = state;
  const head: z.input<typeof Head> = {
    facts,
    state: counts,
    lengths: values.map(({ length }) => length),
    probabilityCount: probabilities.length,
  };
  const text = JSON.stringify(head);
  const headBytes = Buffer.from(text + ' '.repeat((4 - (Buffer.byteLength(text) % 4)) % 4));
  const prefix = Buffer.alloc(prefixBytes);
  prefix.write(magic, 'latin1');
  prefix.writeUInt32LE(formatVersion, 8);
  prefix.writeUInt32LE(headBytes.length, 12);
  const hash = createHash('sha256');
  for (const part of [prefix, headBytes, ...values.map(bytesOf), bytesOf(probabilities)]) {
    hash.update(part);
    await file.writeFile(part);
  }
  await file.writeFile(hash.digest());
}

/**
 * Reads a checkpoint and holds it against its checksum.
 * @throws DamagedCheckpoint
 * @throws AppError `conflict` where a newer Nevus wrote it
 */
export async function readCheckpoint(file: FileHandle): Promise<Checkpoint> {
  const { size } = await file.stat();
  const hash = createHash('sha256');
  let position = 0;
  const read = async (length: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const { bytesRead } = await file.read(bytes, done, length - done, position + done);
      if (bytesRead === 0) throw new DamagedCheckpoint('ends too early');
      done += bytesRead;
    }
    position += length;
    return bytes;
  };
  const readHashed = async (length: number): Promise<Uint8Array> => {
    const bytes = await read(length);
    hash.update(bytes);
    return bytes;
  };

  const prefix = Buffer.from(await readHashed(prefixBytes));
  if (prefix.toString('latin1', 0, 8) !== magic) throw new DamagedCheckpoint('is no checkpoint');
  const version = prefix.readUInt32LE(8);
  if (version > formatVersion) {
    throw new AppError(
      'conflict',
      'The checkpoints of this run were written by a newer Nevus. They are left as they are; resume the run with that version, or train it anew.',
    );
  }
  const headLength = prefix.readUInt32LE(12);
  if (headLength > Math.min(largestHeadBytes, size)) throw new DamagedCheckpoint('ends too early');
  const head = parseHead(Buffer.from(await readHashed(headLength)).toString('utf8'));
  const { facts, state, lengths, probabilityCount } = head;
  const valueCount = lengths.reduce((sum, length) => sum + length, probabilityCount);
  const expected = position + 4 * valueCount + checksumBytes;
  if (size !== expected) throw new DamagedCheckpoint(`has ${size} bytes instead of ${expected}`);
  const values: Float32Array[] = [];
  for (const length of lengths) values.push(new Float32Array((await readHashed(4 * length)).buffer));
  const probabilities = new Float32Array((await readHashed(4 * probabilityCount)).buffer);
  if (!Buffer.from(await read(checksumBytes)).equals(hash.digest())) throw new DamagedCheckpoint('does not match its checksum');
  return { facts, state: { ...state, values }, probabilities };
}

function parseHead(text: string): z.infer<typeof Head> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DamagedCheckpoint('has a head that cannot be read');
  }
  const head = Head.safeParse(value);
  if (!head.success) throw new DamagedCheckpoint('has a head of an unknown form');
  return head.data;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
