import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../common/errors/app-error.ts';

/**
 * Lets messages in (a cancel among them) and files be read, between two batches: TensorFlow keeps the thread to itself while it computes.
 * @throws AppError `cancelled` where the signal is aborted
 */
export async function letMessagesIn(signal: AbortSignal): Promise<void> {
  await setImmediate();
  if (signal.aborted) throw new AppError('cancelled', 'The work was cancelled.');
}
