import { constants, open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { toAppError } from '../../common/errors/app-error.ts';

/**
 * Which photograph every row of a pixel cache holds: a file of fixed records, only ever appended to, of which the last one for a row counts.
 * A record is 32 bytes SHA-256 of the photograph's file (zeros: the row is void), 4 bytes row number, 4 bytes CRC-32 of both, little-endian.
 * What follows the first record that is torn or wrong was never promised to anybody and is cut off.
 */
export class PixelIndex {
  readonly #file: FileHandle;
  /** By row; a row that was never recorded is as void as one that was recorded so. */
  readonly #hashes: (string | null)[];
  readonly #rows = new Map<string, number>();
  #length: number;

  private constructor(file: FileHandle, hashes: (string | null)[], length: number) {
    this.#file = file;
    this.#hashes = hashes;
    this.#length = length;
    hashes.forEach((hash, row) => {
      if (hash !== null) this.#rows.set(hash, row);
    });
  }

  static async open(path: string): Promise<PixelIndex> {
    // Not opened for appending: Windows could then not cut off a torn end.
    const file = await open(path, constants.O_RDWR | constants.O_CREAT);
    try {
      const bytes = await file.readFile();
      const { hashes, length } = decodeRecords(bytes);
      if (length < bytes.length) await file.truncate(length);
      return new PixelIndex(file, hashes, length);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Rows so far, void ones among them. */
  get rowCount(): number {
    return this.#hashes.length;
  }

  rowOf(contentHash: string): number | undefined {
    return this.#rows.get(contentHash);
  }

  /** Void rows in order, then the rows after the last one: where new photographs go. */
  freeRows(count: number): number[] {
    const free: number[] = [];
    for (let row = 0; free.length < count; row++) if ((this.#hashes[row] ?? null) === null) free.push(row);
    return free;
  }

  /** Rows that hold a photograph. */
  *usedRows(): Iterable<number> {
    yield* this.#rows.values();
  }

  /** Rows that hold a photograph, and the content hash of it. */
  *entries(): Iterable<{ readonly row: number; readonly contentHash: string }> {
    for (const [contentHash, row] of this.#rows) yield { row, contentHash };
  }

  /** Records what rows hold now (null: nothing), and returns when that is on the disk. */
  async record(entries: readonly { readonly row: number; readonly contentHash: string | null }[]): Promise<void> {
    const bytes = encodeRecords(entries);
    try {
      for (let done = 0; done < bytes.length;) {
        done += (await this.#file.write(bytes, done, bytes.length - done, this.#length + done)).bytesWritten;
      }
      await this.#file.datasync();
    } catch (error) {
      await this.#file.truncate(this.#length);
      throw error;
    }
    this.#length += bytes.length;
    for (const { row, contentHash } of entries) {
      const before = this.#hashes[row] ?? null;
      if (before !== null && this.#rows.get(before) === row) this.#rows.delete(before);
      this.#hashes[row] = contentHash;
      if (contentHash !== null) this.#rows.set(contentHash, row);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** Bytes of one record. */
export const recordBytes = 40;

/** The file of an index that says just this. */
export function encodeRecords(entries: readonly { readonly row: number; readonly contentHash: string | null }[]): Buffer {
  const bytes = Buffer.alloc(entries.length * recordBytes);
  entries.forEach(({ row, contentHash }, index) => {
    const record = bytes.subarray(index * recordBytes, (index + 1) * recordBytes);
    if (contentHash !== null) record.write(contentHash, 0, 32, 'hex');
    record.writeUInt32LE(row, 32);
    record.writeUInt32LE(crc32(record.subarray(0, 36)), 36);
  });
  return bytes;
}

/** What every row holds, and the bytes that say so: up to the first record that is torn or wrong. */
function decodeRecords(bytes: Buffer): { hashes: (string | null)[]; length: number } {
  const hashes: (string | null)[] = [];
  let length = 0;
  for (; length + recordBytes <= bytes.length; length += recordBytes) {
    const record = bytes.subarray(length, length + recordBytes);
    if (record.readUInt32LE(36) !== crc32(record.subarray(0, 36))) break;
    const hash = record.toString('hex', 0, 32);
    hashes[record.readUInt32LE(32)] = hash === voidHash ? null : hash;
  }
  return { hashes, length };
}

/** The photographs that an index names, without changing its file; none where there is no file. */
export async function readKeptHashes(path: string): Promise<string[]> {
  try {
    return [...new Set(decodeRecords(await readFile(path)).hashes.filter((hash) => typeof hash === 'string'))];
  } catch (error) {
    if (toAppError(error).code === 'file-missing') return [];
    throw error;
  }
}

const voidHash = '0'.repeat(64);
