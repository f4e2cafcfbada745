import type { EpochPlan } from './epoch-plan.ts';

/** What a mixed photograph is made of besides its own class. One entry per photograph of the batch. */
export interface Partners {
  /** Class index of the other photograph. */
  readonly labels: Int32Array;
  /** What is left of its own, 0 to 1. */
  readonly shares: Float32Array;
}

/** One batch as the network's first layer takes it, but still in bytes. */
export interface Batch {
  /** Photographs in it. */
  readonly size: number;
  /** Pixels (RGB, 0 to 255), or the features of a frozen backbone: `size` rows. */
  readonly inputs: Uint8Array | Float32Array;
  /** Encoded facts, `size` rows, where the network takes them. */
  readonly facts?: Float32Array;
  /** Position of each photograph in its part. */
  readonly positions: Int32Array;
  /** Where mixup or cutmix is on. */
  readonly partners?: Partners;
}

/** Turns a stretch of a plan into the bytes of a batch. */
export interface BatchSource {
  /** Bytes of one row of the batch's inputs. */
  readonly rowBytes: number;
  /** How many batches it works on at once. */
  readonly atOnce: number;
  /** The batch of the places `first` to `end` (without) of the plan: always the same for the same places. */
  make(plan: EpochPlan, first: number, end: number): Promise<Batch>;
}

/** What batches that wait may take, bytes; two wait at least. */
const waitingBytes = 256 * 1024 * 1024;

/** The batches of a plan, in order, the last one perhaps smaller. They are prepared ahead, while the step keeps this thread busy. */
export class BatchFeed {
  readonly batchCount: number;
  readonly #plan: EpochPlan;
  readonly #batchSize: number;
  readonly #source: BatchSource;
  readonly #ahead: Promise<Batch>[] = [];
  #started: number;
  #waitedMs = 0;

  /** @param firstBatch number of the batch to begin with, from 0: those before it were learned before a pause */
  constructor(plan: EpochPlan, batchSize: number, source: BatchSource, firstBatch = 0) {
    this.#plan = plan;
    this.#batchSize = batchSize;
    this.#source = source;
    this.#started = firstBatch;
    this.batchCount = Math.ceil(plan.positions.length / batchSize);
    const wanted = Math.min(source.atOnce + 1, Math.floor(waitingBytes / (source.rowBytes * batchSize)));
    for (let index = 0; index < Math.max(2, wanted); index++) this.#startNext();
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
    const first = this.#started * this.#batchSize;
    this.#started++;
    const batch = this.#source.make(this.#plan, first, Math.min(first + this.#batchSize, this.#plan.positions.length));
    // A failure is told by the `next` that takes this batch; without a handler until then Node would end the process.
    batch.catch(() => undefined);
    this.#ahead.push(batch);
  }
}
