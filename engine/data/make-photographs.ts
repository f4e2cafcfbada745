import { createHash } from 'node:crypto';
import type { Augmentation } from '../../common/domain/training-config.ts';
import { SeededRandom } from '../../common/domain/random.ts';
import { changePhotograph } from './augmentation/change-photograph.ts';
import { drawMix, mixPixels } from './augmentation/mix.ts';
import type { Mix } from './augmentation/mix.ts';
import { drawChange, onlyOrientation, unchanged } from './augmentation/photograph-change.ts';
import type { PhotographChange } from './augmentation/photograph-change.ts';
import type { RowReader } from './row-reader.ts';
import { shrinkPhotograph } from './shrink-photograph.ts';

/** What is to be read and made of it. Crosses to a worker thread, so it is plain. */
export type PhotographJob =
  /** As they were taken. */
  | { readonly kind: 'read'; readonly rows: Int32Array }
  /** Changed as given, one change a row. */
  | { readonly kind: 'change'; readonly rows: Int32Array; readonly changes: readonly PhotographChange[] }
  /** Changed and mixed as the plan of an epoch has it, from its place `first` on. */
  | {
      readonly kind: 'augment';
      readonly rows: Int32Array;
      readonly augmentation: Augmentation;
      readonly seed: number;
      readonly epoch: number;
      readonly first: number;
      readonly isAugmented: Uint8Array;
    }
  /** No photographs, but 32 bytes for each, by which they can be told from all others (SHA-256 of the pixels). */
  | { readonly kind: 'fingerprint'; readonly rows: Int32Array };

export interface MadePhotographs {
  /** One row after the other: edge x edge x 3 bytes (RGB), of the edge that is made, or 32 bytes of a fingerprint. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What is left of each photograph; its partner, the next one in the batch, has the rest. Null where nothing is mixed. */
  readonly shares: Float32Array<ArrayBuffer> | null;
}

/** Edges of square photographs, pixels. */
export interface PhotographEdges {
  /** As they are stored. */
  readonly stored: number;
  /** As they are made: at most as large. Smaller ones are shrunk before anything else, as if they had been stored so. */
  readonly made: number;
}

const fingerprintBytes = 32;

/** Does one job. The same job gives the same bytes, whichever thread does it. @throws AppError `cache-damaged` */
export function makePhotographs(reader: RowReader, edges: PhotographEdges, job: PhotographJob): MadePhotographs {
  switch (job.kind) {
    case 'read':
      return { bytes: changeRows(reader, edges, job.rows, () => unchanged), shares: null };
    case 'change':
      return { bytes: changeRows(reader, edges, job.rows, (index) => job.changes[index] ?? unchanged), shares: null };
    case 'augment':
      return augment(reader, edges, job);
    case 'fingerprint':
      return { bytes: fingerprint(reader, job.rows), shares: null };
  }
}

function augment(reader: RowReader, edges: PhotographEdges, job: PhotographJob & { kind: 'augment' }): MadePhotographs {
  const { augmentation, seed, epoch, first, isAugmented } = job;
  const weak = onlyOrientation(augmentation);
  const mixes: (Mix | null)[] = [];
  const bytes = changeRows(reader, edges, job.rows, (index) => {
    const random = new SeededRandom(seed, 'augment', epoch, first + index);
    const strength = isAugmented[index] === 1 ? augmentation : weak;
    const change = drawChange(strength, random);
    mixes.push(drawMix(strength, edges.made, random));
    return change;
  });
  if (mixes.every((mix) => mix === null)) return { bytes, shares: null };
  mixPixels(bytes, edges.made, mixes);
  return { bytes, shares: Float32Array.from(mixes, (mix) => mix?.share ?? 1) };
}

function changeRows(
  reader: RowReader,
  { stored, made }: PhotographEdges,
  rows: Int32Array,
  changeOf: (index: number) => PhotographChange,
): Uint8Array<ArrayBuffer> {
  const isSmaller = made < stored;
  const madeBytes = made * made * 3;
  const bytes = new Uint8Array(rows.length * madeBytes);
  const whole = new Uint8Array(reader.rowBytes);
  const small = isSmaller ? new Uint8Array(madeBytes) : whole;
  rows.forEach((row, index) => {
    const change = changeOf(index);
    const offset = index * madeBytes;
    if (change === unchanged && !isSmaller) {
      reader.read(row, bytes, offset);
      return;
    }
    reader.read(row, whole);
    if (change === unchanged) {
      shrinkPhotograph(whole, stored, made, bytes, offset);
      return;
    }
    if (isSmaller) shrinkPhotograph(whole, stored, made, small);
    changePhotograph(small, made, change, bytes, offset);
  });
  return bytes;
}

function fingerprint(reader: RowReader, rows: Int32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(rows.length * fingerprintBytes);
  const source = new Uint8Array(reader.rowBytes);
  rows.forEach((row, index) => {
    reader.read(row, source);
    bytes.set(createHash('sha256').update(source).digest(), index * fingerprintBytes);
  });
  return bytes;
}
