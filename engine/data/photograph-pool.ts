import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../common/errors/app-error.ts';
import type { ErrorBody } from '../../common/errors/app-error.ts';
import { rowBytes } from '../../common/domain/pixel-cache.ts';
import type { PixelSource } from '../../common/domain/pixel-cache.ts';
import { makePhotographs } from './make-photographs.ts';
import type { MadePhotographs, PhotographEdges, PhotographJob } from './make-photographs.ts';
import { RowReader } from './row-reader.ts';
import type { RowFiles } from './row-reader.ts';

/** What a thread is started with. */
export interface WorkerStart {
  readonly files: RowFiles;
  /** One row of every file that will be needed: the last one. */
  readonly rows: readonly number[];
  readonly edges: PhotographEdges;
}

export interface WorkerRequest {
  readonly id: number;
  readonly job: PhotographJob;
}

export type WorkerAnswer = { readonly id: number; readonly made: MadePhotographs } | { readonly id: number; readonly error: ErrorBody };

interface Pending {
  readonly job: PhotographJob;
  readonly resolve: (made: MadePhotographs) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  /** Jobs that it has and has not answered, by their number. */
  readonly pending: Map<number, Pending>;
}

/** Half of the processor's cores: the training step wants them all, and one thread makes hundreds of photographs a second. */
export function defaultThreadCount(): number {
  return Math.max(1, Math.min(8, Math.floor(availableParallelism() / 2)));
}

interface PoolOptions {
  /** 0: everything is done in the calling thread, as it is asked for. */
  readonly threadCount?: number;
  /** Of the photographs that it makes, pixels: smaller ones than are stored. Absent: as they are stored. */
  readonly edge?: number;
  /** What a thread runs. */
  readonly file?: URL;
}

const workerFile = new URL(`./photograph-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Reads photographs of a pixel cache and changes them, in threads of its own, so that it goes on while TensorFlow keeps the engine's thread busy. Should the
 * threads fail, their work is done in the calling one: slower, and with the same result.
 */
export class PhotographPool {
  readonly threadCount: number;
  readonly #start: WorkerStart;
  readonly #workerFile: URL;
  readonly #reader: RowReader;
  readonly #threads: Thread[] = [];
  #hasFailed = false;
  #lastId = 0;

  /**
   * @param rows every row that will be asked for
   * @throws AppError `cache-damaged` where one of the rows is missing
   */
  constructor(pixels: PixelSource, rows: Iterable<number>, options: PoolOptions = {}) {
    const { threadCount = defaultThreadCount(), edge = pixels.width, file = workerFile } = options;
    const files = { rowBytes: rowBytes(pixels), rowsPerShard: pixels.rowsPerShard, shards: pixels.shards };
    const lastRows = new Map<number, number>();
    for (const row of rows) {
      const shard = Math.floor(row / files.rowsPerShard);
      lastRows.set(shard, Math.max(row, lastRows.get(shard) ?? 0));
    }
    this.threadCount = threadCount;
    this.#workerFile = file;
    this.#start = { files, rows: [...lastRows.values()], edges: { stored: pixels.width, made: edge } };
    this.#reader = RowReader.open(files, lastRows.values());
  }

  /** Bytes of one photograph that it makes. */
  get rowBytes(): number {
    return 3 * this.#start.edges.made ** 2;
  }

  /** Photographs, or what a job asks for instead. Rejects with AppError `cache-damaged`. */
  make(job: PhotographJob): Promise<MadePhotographs> {
    return new Promise((resolve, reject) => this.#give({ job, resolve, reject }));
  }

  async close(): Promise<void> {
    this.#hasFailed = true;
    const threads = this.#threads.splice(0);
    for (const { pending } of threads) {
      for (const { reject } of pending.values()) reject(new AppError('cancelled', 'The work was cancelled.'));
    }
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
    this.#reader.close();
  }

  #give(task: Pending): void {
    const thread = this.#idlest();
    if (thread === undefined) {
      this.#doHere(task);
      return;
    }
    const id = ++this.#lastId;
    thread.pending.set(id, task);
    const request: WorkerRequest = { id, job: task.job };
    thread.worker.postMessage(request);
  }

  #doHere({ job, resolve, reject }: Pending): void {
    try {
      resolve(makePhotographs(this.#reader, this.#start.edges, job));
    } catch (error) {
      reject(error);
    }
  }

  /** A new thread while there may be more and all are busy. */
  #idlest(): Thread | undefined {
    if (this.#hasFailed) return undefined;
    const [first] = this.#threads.toSorted((a, b) => a.pending.size - b.pending.size);
    if ((first === undefined || first.pending.size > 0) && this.#threads.length < this.threadCount) return this.#open();
    return first;
  }

  #open(): Thread {
    const worker = new Worker(this.#workerFile, { workerData: this.#start, execArgv: [] });
    const thread: Thread = { worker, pending: new Map() };
    worker.on('message', (answer: WorkerAnswer) => {
      const task = thread.pending.get(answer.id);
      thread.pending.delete(answer.id);
      if ('made' in answer) task?.resolve(answer.made);
      else task?.reject(AppError.fromBody(answer.error));
    });
    worker.on('error', (error: Error) => this.#fail(thread, error));
    this.#threads.push(thread);
    return thread;
  }

  #fail(failed: Thread, error: Error): void {
    if (!this.#hasFailed)
      process.stderr.write(`A thread that prepares photographs failed; its work is done without it. ${error.message}\n`);
    this.#hasFailed = true;
    this.#threads.splice(this.#threads.indexOf(failed), 1);
    const tasks = [...failed.pending.values()];
    failed.pending.clear();
    for (const task of tasks) this.#doHere(task);
  }
}
