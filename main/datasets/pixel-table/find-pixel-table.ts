import { open, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { throwIfCancelled } from '../../imaging/parallel.ts';
import { listFolder } from '../list-folder.ts';

/** A table whose rows are photographs: `pixel0000`, `pixel0001`, ... and `label`, as HAM10000's `hmnist_28_28_RGB.csv`. */
export interface PixelTable {
  /** Absolute. */
  readonly path: string;
  /** Height and width of each photograph, pixels. */
  readonly edge: number;
  /** 3: RGB, interleaved; 1: grey. */
  readonly channels: 1 | 3;
  /** HAM10000's metadata beside it, absolute: its rows are in the same order. Null where there is none. */
  readonly metadata: string | null;
}

/** 64 x 64 RGB names 12,288 columns of 10 letters each. */
const headerBytes = 256 * 1024;

/**
 * The table of pixels that is named, or the one of a folder that has the most pixels to a photograph; null where there is none.
 * @param path of a table or of the folder that holds it
 */
export async function findPixelTable(path: string, signal?: AbortSignal): Promise<PixelTable | null> {
  const root = await realpath(path);
  const isFile = (await stat(root)).isFile();
  const folder = isFile ? dirname(root) : root;
  const listing = await listFolder(folder, signal);
  const beside = listing.files.filter((file) => !file.isOutside && file.folder === '.');
  const metadata = beside.find(({ name }) => /^HAM10000_metadata(\.(csv|tab))?$/i.test(name));
  const candidates = isFile ? [basename(root)] : beside.map(({ name }) => name).filter((name) => /\.csv$/i.test(name));
  const tables: PixelTable[] = [];
  for (const name of candidates) {
    throwIfCancelled(signal);
    const shape = shapeOf(await readHeader(join(folder, name)));
    if (shape !== null)
      tables.push({ path: join(folder, name), ...shape, metadata: metadata === undefined ? null : join(folder, metadata.name) });
  }
  const size = ({ edge, channels }: PixelTable): number => edge * edge * channels;
  return tables.sort((a, b) => size(b) - size(a))[0] ?? null;
}

async function readHeader(path: string): Promise<string[]> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    const text = buffer.subarray(0, bytesRead).toString('latin1');
    return (/^[^\r\n]*/.exec(text)?.[0] ?? '').split(',').map((name) => name.replaceAll('"', '').trim());
  } finally {
    await file.close();
  }
}

/** Square photographs of one or three channels, told from the number of columns. */
function shapeOf(columns: readonly string[]): Pick<PixelTable, 'edge' | 'channels'> | null {
  const count = columns.length - 1;
  if (
    columns.at(-1) !== 'label' ||
    !columns.slice(0, -1).every((name, index) => /^pixel\d+$/.test(name) && Number(name.slice(5)) === index)
  ) {
    return null;
  }
  for (const channels of [3, 1] as const) {
    const edge = Math.sqrt(count / channels);
    if (edge >= 2 && Number.isInteger(edge)) return { edge, channels };
  }
  return null;
}
