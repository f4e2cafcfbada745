import { open, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { maskedCrc32c } from './crc32c.ts';
import { bytesIn, numberIn, readFields, readVarint } from './protobuf-fields.ts';
import { readSortedTable } from './sorted-table.ts';
import { unreadable } from './unreadable.ts';

/** TensorFlow's numbers of types (tensorflow/core/framework/types.proto). */
const typeNames: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'float64',
  3: 'int32',
  7: 'string',
  9: 'int64',
  14: 'bfloat16',
  19: 'float16',
};

/** A variable of a checkpoint. */
export interface BundleEntry {
  readonly key: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly shard: number;
  readonly offset: number;
  readonly bytes: number;
  readonly crc: number;
}

/**
 * A checkpoint as TensorFlow writes it (tensorflow/core/protobuf/tensor_bundle.proto): `variables.index`, a table of what is where, and
 * `variables.data-00000-of-00001`, ... with the values.
 */
export class TensorBundle {
  readonly entries: ReadonlyMap<string, BundleEntry>;
  readonly #prefix: string;
  readonly #shardCount: number;

  private constructor(prefix: string, entries: ReadonlyMap<string, BundleEntry>, shardCount: number) {
    this.#prefix = prefix;
    this.entries = entries;
    this.#shardCount = shardCount;
  }

  /**
   * @param prefix path without `.index`
   * @throws AppError `weights-unreadable` where the index is damaged, or a file with values is missing or too short
   */
  static async open(prefix: string): Promise<TensorBundle> {
    const table = readSortedTable(await readFile(`${prefix}.index`));
    const header = readFields(table.get('') ?? Buffer.alloc(0));
    if (numberIn(header, 2) !== 0) throw unreadable('its values were written by a big-endian machine');
    table.delete('');
    const entries = [...table].map(([key, value]) => parseEntry(key, value));
    const bundle = new TensorBundle(prefix, new Map(entries.map((entry) => [entry.key, entry])), numberIn(header, 1));
    await bundle.#checkShards();
    return bundle;
  }

  /** The bytes of a variable. @throws AppError `weights-unreadable` where its checksum is wrong */
  async read({ key, shard, offset, bytes, crc }: BundleEntry): Promise<Buffer> {
    const file = await open(this.#shardPath(shard), 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
      // TensorFlow's checksum of texts leaves out their lengths; they are checked by what they hold.
      if (bytesRead === bytes && (this.entries.get(key)?.dtype === 'string' || maskedCrc32c(buffer) === crc)) return buffer;
      throw unreadable(`the values of ${key} in ${basename(this.#shardPath(shard))} are damaged`);
    } finally {
      await file.close();
    }
  }

  /** A single text, such as the object graph that Keras stores beside the variables; null where there is none. */
  async readText(key: string): Promise<Buffer | null> {
    const entry = this.entries.get(key);
    if (entry?.dtype !== 'string') return null;
    const bytes = await this.read(entry);
    const { value, end } = readVarint(bytes, 0);
    return bytes.subarray(end + 4, end + 4 + Number(value));
  }

  async #checkShards(): Promise<void> {
    for (let shard = 0; shard < this.#shardCount; shard++) {
      const path = this.#shardPath(shard);
      const size = await stat(path).then(
        (facts) => facts.size,
        (error: unknown) => {
          throw unreadable(`the file ${basename(path)} is missing`, error);
        },
      );
      const needed = [...this.entries.values()].reduce(
        (most, entry) => (entry.shard === shard ? Math.max(most, entry.offset + entry.bytes) : most),
        0,
      );
      if (size < needed) throw unreadable(`the file ${basename(path)} is cut short: it has ${size} bytes of ${needed}`);
    }
  }

  #shardPath(shard: number): string {
    const digits = (number: number): string => String(number).padStart(5, '0');
    return `${this.#prefix}.data-${digits(shard)}-of-${digits(this.#shardCount)}`;
  }
}

function parseEntry(key: string, value: Buffer): BundleEntry {
  const fields = readFields(value);
  const dimensions = bytesIn(readFields(bytesIn(fields, 2).at(-1) ?? Buffer.alloc(0)), 2);
  return {
    key,
    dtype: typeNames[numberIn(fields, 1)] ?? `type ${numberIn(fields, 1)}`,
    shape: dimensions.map((dimension) => numberIn(readFields(dimension), 1)),
    shard: numberIn(fields, 3),
    offset: numberIn(fields, 4),
    bytes: numberIn(fields, 5),
    crc: numberIn(fields, 6),
  };
}
