import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { mkdir, open, readdir, utimes } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { AppError } from '../../common/errors/app-error.ts';
import { explainDiskErrors } from './disk-errors.ts';

const keyBytes = 32;
const checksumBytes = 4;
/** Files are read through in pieces of about this size. */
const pieceBytes = 4 * 1024 * 1024;

interface Place {
  readonly descriptor: number;
  readonly offset: number;
  readonly path: string;
}

/**
 * Features of one backbone on disk, under keys that say what they were computed from. Each process writes a file of its own, of records of equal
 * length: key, float32 features, CRC-32 of both. A record counts only if its checksum is right, so a crash in the middle, a damaged file or a second process at
 * work cost no more than computing that record again. Where a file ends within a record, its last batch does not count either: whoever was killed while he
 * wrote it finds what he had to compute in the batches in which he had to compute it.
 */
export class FeatureStore {
  readonly featureBytes: number;
  readonly #folder: string;
  readonly #batchSize: number;
  readonly #places = new Map<string, Place>();
  readonly #descriptors: number[] = [];
  #written: { readonly file: FileHandle; readonly path: string; readonly descriptor: number; length: number } | null = null;

  private constructor(folder: string, featureBytes: number, batchSize: number) {
    this.#folder = folder;
    this.featureBytes = featureBytes;
    this.#batchSize = batchSize;
  }

  /**
   * Reads what there is. What is damaged is passed over.
   * @param folder of this backbone alone; made where it is missing
   * @param batchSize how many records are added at once, but for the last of a process
   * @throws AppError `disk-full`, `permission-denied`
   */
  static async open(folder: string, featureBytes: number, batchSize: number): Promise<FeatureStore> {
    await explain(() => mkdir(folder, { recursive: true }));
    const store = new FeatureStore(folder, featureBytes, batchSize);
    try {
      for (const name of (await readdir(folder)).filter((entry) => entry.endsWith('.bin')).sort()) store.#scan(join(folder, name));
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }

  /** Whether the features under a key (hexadecimal) are there. */
  has(key: string): boolean {
    return this.#places.has(key);
  }

  /**
   * Adds features.
   * @param keys hexadecimal, 32 bytes each
   * @param features one row for each key
   * @throws AppError `disk-full`, `permission-denied`
   */
  async add(keys: readonly string[], features: Float32Array): Promise<void> {
    const { featureBytes } = this;
    const recordBytes = this.#recordBytes;
    const records = Buffer.alloc(keys.length * recordBytes);
    const bytes = new Uint8Array(features.buffer, features.byteOffset, features.byteLength);
    keys.forEach((key, index) => {
      const start = index * recordBytes;
      records.write(key, start, 'hex');
      records.set(bytes.subarray(index * featureBytes, (index + 1) * featureBytes), start + keyBytes);
      records.writeUInt32LE(crc32(records.subarray(start, start + recordBytes - checksumBytes)), start + recordBytes - checksumBytes);
    });
    await explain(async () => {
      const written = (this.#written ??= await this.#create());
      await written.file.writeFile(records);
      keys.forEach((key, index) => this.#place(key, written, written.length + index * recordBytes));
      written.length += records.length;
    });
  }

  /**
   * Reads features into `target`, from byte `offset` on. The key must be there.
   * @throws AppError `cache-damaged` where the file was cut off since
   */
  read(key: string, target: Uint8Array, offset: number): void {
    const place = this.#places.get(key);
    if (place === undefined) throw new Error(`There are no features under ${key}.`);
    const bytesRead = readSync(place.descriptor, target, offset, this.featureBytes, place.offset + keyBytes);
    if (bytesRead !== this.featureBytes) throw cutOff();
  }

  /** Marks the files of these features as used now: the files that are not used are the first to go. Gives their paths. */
  async touch(keys: Iterable<string>): Promise<ReadonlySet<string>> {
    const paths = new Set<string>();
    for (const key of keys) {
      const place = this.#places.get(key);
      if (place !== undefined) paths.add(place.path);
    }
    const now = new Date();
    // A file that another process has removed meanwhile is still open here, and good.
    await Promise.allSettled([...paths].map((path) => utimes(path, now, now)));
    return paths;
  }

  async close(): Promise<void> {
    for (const descriptor of this.#descriptors.splice(0)) closeSync(descriptor);
    await this.#written?.file.close();
    this.#written = null;
    this.#places.clear();
  }

  get #recordBytes(): number {
    return keyBytes + this.featureBytes + checksumBytes;
  }

  #open(path: string): number {
    const descriptor = openSync(path, 'r');
    this.#descriptors.push(descriptor);
    return descriptor;
  }

  #scan(path: string): void {
    const descriptor = this.#open(path);
    const recordBytes = this.#recordBytes;
    const length = this.#lengthOf(descriptor);
    const piece = Buffer.alloc(Math.max(1, Math.floor(pieceBytes / recordBytes)) * recordBytes);
    for (let offset = 0; offset < length; offset += piece.length) {
      const bytesRead = readSync(descriptor, piece, 0, Math.min(piece.length, length - offset), offset);
      for (let start = 0; start + recordBytes <= bytesRead; start += recordBytes) {
        const end = start + recordBytes - checksumBytes;
        if (crc32(piece.subarray(start, end)) !== piece.readUInt32LE(end)) continue;
        this.#place(piece.toString('hex', start, start + keyBytes), { descriptor, path }, offset + start);
      }
    }
  }

  /** Bytes of what was added whole. */
  #lengthOf(descriptor: number): number {
    const { size } = fstatSync(descriptor);
    const records = Math.floor(size / this.#recordBytes);
    const isTorn = size % this.#recordBytes > 0;
    return (isTorn ? records - (records % this.#batchSize) : records) * this.#recordBytes;
  }

  #place(key: string, { descriptor, path }: { descriptor: number; path: string }, offset: number): void {
    this.#places.set(key, { descriptor, path, offset });
  }

  /** The first name that nobody has. */
  async #create(): Promise<{ file: FileHandle; path: string; descriptor: number; length: number }> {
    for (let number = 1; ; number++) {
      const path = join(this.#folder, `${String(number).padStart(4, '0')}.bin`);
      try {
        const file = await open(path, 'wx');
        return { file, path, descriptor: this.#open(path), length: 0 };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
    }
  }
}

function cutOff(): AppError {
  const message = 'The kept features of the backbone were damaged while they were in use.';
  return new AppError(
    'cache-damaged',
    `${message} Your photographs and earlier runs are safe. Start again: what is lost is computed anew.`,
  );
}

function explain<Result>(work: () => Promise<Result>): Promise<Result> {
  return explainDiskErrors("The backbone's features", 'Your photographs and earlier runs are safe.', work);
}
