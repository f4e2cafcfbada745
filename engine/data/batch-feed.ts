import type { EpochPlan } from './epoch-plan.ts';
import { copyOriented, upright } from './orientation.ts';
import type { Orientation } from './orientation.ts';
import type { RowStore } from './row-store.ts';

/** One batch as the network's first layer takes it, but still in bytes. */
export interface Batch {
  /** Photographs in it. */
  readonly size: number;
  /** Pixels (RGB, 0 to 255), or the features of a frozen backbone: `size` rows. */
  readonly inputs: Uint8Array | Float32Array;
  /** Position of each photograph in its part. */
  readonly positions: Int32Array;
}

/** Turns positions of a plan into the bytes of a batch. */
export type BatchSource = (positions: Int32Array, variants: Uint8Array) => Promise<Batch>;

/** Batches of pixels: rows of `store`, re-laid by the plan's variants. */
export function pixelBatches(store: RowStore, edge: number, rows: readonly number[], orientations: readonly Orientation[]): BatchSource {
  return async (positions, variants) => {
    const inputs = new Uint8Array(positions.length * store.rowBytes);
    const pending: Promise<void>[] = [];
    positions.forEach((position, index) => {
      const place = (pixels: Uint8Array): void =>
        copyOriented(pixels, edge, orientations[variants[index] ?? 0] ?? upright, inputs, index * store.rowBytes);
      const row = store.read(rows[position] ?? -1);
      if (row instanceof Uint8Array) place(row);
      else pending.push(row.then(place));
    });
    await Promise.all(pending);
    return { size: positions.length, inputs, positions };
  };
}

/** Batches of features: `variantCount` rows of float32 per photograph, from row `firstRow` of `store` on. */
export function featureBatches(store: RowStore, firstRow: number, variantCount: number): BatchSource {
  return async (positions, variants) => {
    const bytes = new Uint8Array(positions.length * store.rowBytes);
    const pending: Promise<void>[] = [];
    positions.forEach((position, index) => {
      const place = (features: Uint8Array): void => bytes.set(features, index * store.rowBytes);
      const row = store.read(firstRow + position * variantCount + (variants[index] ?? 0));
      if (row instanceof Uint8Array) place(row);
      else pending.push(row.then(place));
    });
    await Promise.all(pending);
    return { size: positions.length, inputs: new Float32Array(bytes.buffer), positions };
  };
}

/** Batches that are prepared while the one before is computed. */
const batchesAhead = 2;

/**
 * The batches of a plan, in order, the last one perhaps smaller. Files are read by Node's threads while the step keeps this one busy.
 */
export class BatchFeed {
  readonly batchCount: number;
  readonly #plan: EpochPlan;
  readonly #batchSize: number;
  readonly #source: BatchSource;
  readonly #ahead: Promise<Batch>[] = [];
  #started: number;
  #waitedMs = 0;

  /** @param done batches of the plan that were used before, in a run that goes on */
  constructor(plan: EpochPlan, batchSize: number, source: BatchSource, done = 0) {
    this.#plan = plan;
    this.#batchSize = batchSize;
    this.#source = source;
    this.#started = done;
    this.batchCount = Math.ceil(plan.positions.length / batchSize);
    for (let index = 0; index < batchesAhead; index++) this.#startNext();
  }

  /** How long `next` has kept its caller waiting, in sum. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** The next batch; undefined after the last. */
  async next(): Promise<Batch | undefined> {
    const started = performance.now();
    const batch = await this.#ahead.shift();
    this.#startNext();
    this.#waitedMs += performance.now() - started;
    return batch;
  }

  #startNext(): void {
    if (this.#started >= this.batchCount) return;
    const start = this.#started * this.#batchSize;
    const end = start + this.#batchSize;
    this.#started++;
    const batch = this.#source(this.#plan.positions.subarray(start, end), this.#plan.variants.subarray(start, end));
    // A failure is told by the `next` that takes this batch; without a handler until then Node would end the process.
    batch.catch(() => undefined);
    this.#ahead.push(batch);
  }
}
