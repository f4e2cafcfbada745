import { availableParallelism } from 'node:os';
import { AppError } from '../../common/errors/app-error.ts';

/**
 * Photographs in work at once. Decoding runs on libuv's pool (four threads unless UV_THREADPOOL_SIZE says otherwise), one thread a photograph;
 * two more keep the pool fed while others are read and hashed.
 */
export const photographsAtOnce = Math.min(Math.max(availableParallelism(), 2), 16) + 2;

export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('cancelled', 'The work was cancelled.', undefined, { cause: signal.reason });
}

/**
 * Runs `work` for every item, at most `limit` at a time, starting in order. After the first failure or a cancel nothing new is started; what runs is
 * waited for, then the failure is thrown.
 */
export async function forEachInParallel<Item>(
  items: readonly Item[],
  limit: number,
  signal: AbortSignal | undefined,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let hasFailed = false;
  const runLane = async (): Promise<void> => {
    while (next < items.length && !hasFailed) {
      const index = next++;
      try {
        throwIfCancelled(signal);
        await work(items[index] as Item, index);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, runLane));
  const failure = lanes.find((lane) => lane.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
