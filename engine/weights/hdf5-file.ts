import { open } from 'node:fs/promises';
import { Dataset, File, Group, ready } from 'h5wasm/node';
import type { Attribute } from 'h5wasm/node';
import { decodeValues } from './decode-values.ts';
import { unreadable } from './unreadable.ts';
import { countValues } from './weight-file.ts';

const signature = '\x89HDF\r\n\x1a\n';

/** Where a superblock of each version has the address at which the file ends (HDF5 file format specification, section II.A). */
const endAddressAt: Readonly<Record<number, number>> = { 0: 40, 1: 44, 2: 28, 3: 28 };

/** By HDF5's number of the class of a type. */
const numberClasses: Readonly<Record<number, string>> = { 0: 'int', 1: 'float' };

export interface Hdf5Array {
  readonly shape: readonly number[];
  readonly dtype: string;
}

/** An HDF5 file, read piece by piece by h5wasm. Paths are those within the file, without a slash before them. */
export class Hdf5File {
  readonly #file: File;
  readonly #module: Awaited<typeof ready>;

  private constructor(file: File, module: Awaited<typeof ready>) {
    this.#file = file;
    this.#module = module;
  }

  /** @throws AppError `weights-unreadable` where it is no HDF5 file, or is shorter than it says itself */
  static async open(path: string): Promise<Hdf5File> {
    await checkLength(path);
    const module = await ready;
    const file = new File(path, 'r');
    if (file.file_id <= 0n) throw unreadable('it is damaged: its table of contents cannot be opened');
    return new Hdf5File(file, module);
  }

  close(): void {
    this.#file.close();
  }

  /** Names in a group, in the order of their characters; empty where there is no such group. */
  namesIn(path: string): readonly string[] {
    return guarded(path, () => this.#group(path)?.keys() ?? []);
  }

  /** A text, or several; null where there is none. Keras splits long lists into `name0`, `name1`, ... */
  texts(path: string, name: string): readonly string[] | null {
    return guarded(path, () => {
      const attributes = this.#group(path)?.attrs ?? {};
      const whole = attributes[name];
      if (whole !== undefined) return textsOf(whole);
      const parts: string[][] = [];
      for (let part = attributes[`${name}0`]; part !== undefined; part = attributes[`${name}${parts.length}`]) parts.push(textsOf(part));
      return parts.length === 0 ? null : parts.flat();
    });
  }

  /** @throws AppError `weights-unreadable` where there is no such array */
  describe(path: string): Hdf5Array {
    const { metadata } = this.#dataset(path);
    const bits = metadata.size * 8;
    const order = metadata.littleEndian || metadata.size === 1 ? '' : ' big-endian';
    return { shape: metadata.shape ?? [], dtype: `${numberClasses[metadata.type] ?? 'other'}${bits}${order}` };
  }

  /** @throws AppError `weights-unreadable` where the values are damaged or of no floating type */
  readFloats(path: string): Float32Array {
    const { shape, dtype } = this.describe(path);
    return decodeValues(this.#readBytes(path), dtype, countValues(shape), path);
  }

  /** Not `dataset.value`: that knows no float16, and makes one copy more. */
  #readBytes(path: string): Uint8Array {
    const { metadata } = this.#dataset(path);
    const length = metadata.size * metadata.total_size;
    const address = this.#module._malloc(length);
    if (address === 0 && length > 0) throw unreadable(`there is not enough memory for the ${length} bytes of ${path}`);
    try {
      return guarded(path, () => {
        const status = this.#module.get_dataset_data(this.#file.file_id, `/${path}`, null, null, null, BigInt(address));
        if (status < 0) throw new Error(`HDF5 status ${status}`);
        return this.#module.HEAPU8.slice(address, address + length);
      });
    } finally {
      this.#module._free(address);
    }
  }

  #group(path: string): Group | null {
    const found = path === '' ? this.#file : this.#file.get(path);
    return found instanceof Group ? found : null;
  }

  #dataset(path: string): Dataset {
    const found = guarded(path, () => this.#file.get(path));
    if (found instanceof Dataset) return found;
    throw unreadable(`the weight ${path} is named, but is not in the file`);
  }
}

/** HDF5 gives one empty text for a list of none. */
function textsOf({ shape, value }: Attribute): string[] {
  return shape?.includes(0) === true ? [] : [value].flat(2).map(String);
}

/** Whatever HDF5 throws means that what it read there makes no sense. */
function guarded<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw unreadable(`its part ${path === '' ? 'at the root' : path} is damaged`, error);
  }
}

/** Before HDF5 opens it: HDF5 says no more than that it cannot. */
async function checkLength(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    if (buffer.toString('latin1', 0, 8) !== signature) throw unreadable('it is no HDF5 file');
    if (bytesRead < 64) throw unreadable(`the file is cut short: it has ${bytesRead} bytes only`);
    const at = endAddressAt[buffer.readUInt8(8)];
    const { size } = await file.stat();
    if (at !== undefined && buffer.readBigUInt64LE(at) > BigInt(size)) {
      throw unreadable(`the file is cut short: it has ${size} bytes of ${buffer.readBigUInt64LE(at)}`);
    }
  } finally {
    await file.close();
  }
}
