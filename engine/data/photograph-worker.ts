import { parentPort, workerData } from 'node:worker_threads';
import { toAppError } from '../../common/errors/app-error.ts';
import { makePhotographs } from './make-photographs.ts';
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './photograph-pool.ts';
import { RowReader } from './row-reader.ts';

// A thread of `PhotographPool`: reads and changes photographs while the engine's own thread computes.

const { files, rows, edges } = workerData as WorkerStart;
const port = parentPort;
if (port === null) throw new Error('This file is for worker threads.');
let reader: RowReader | undefined;

port.on('message', ({ id, job }: WorkerRequest) => {
  try {
    const made = makePhotographs((reader ??= RowReader.open(files, rows)), edges, job);
    const answer: WorkerAnswer = { id, made };
    port.postMessage(answer, made.shares === null ? [made.bytes.buffer] : [made.bytes.buffer, made.shares.buffer]);
  } catch (error) {
    const answer: WorkerAnswer = { id, error: toAppError(error).toBody() };
    port.postMessage(answer);
  }
});
