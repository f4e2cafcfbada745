import { AppError } from '../../common/errors/app-error.ts';
import { BatchFeed } from '../data/batch-feed.ts';
import type { BatchSource } from '../data/batch-feed.ts';
import type { EpochPlan } from '../data/epoch-plan.ts';
import type { TrainingEvent } from './events.ts';
import { letMessagesIn } from './pause.ts';
import type { TrainingStep } from './training-step.ts';

export interface TrainedEpoch {
  /** Mean over the photographs shown, weights included. */
  readonly loss: number;
  readonly accuracy: number;
  /** Photographs shown per second. */
  readonly imagesPerSecond: number;
  /** Share of the time that the step waited for data. */
  readonly waitShare: number;
}

/**
 * Shows the network one epoch.
 * @throws AppError `cancelled` between two batches, `loss-not-finite` at once
 */
export async function* trainEpoch(task: {
  readonly epoch: number;
  readonly plan: EpochPlan;
  readonly batchSize: number;
  readonly batches: BatchSource;
  readonly step: TrainingStep;
  /** Class index per photograph of the training part. */
  readonly labels: readonly number[];
  /** Weight in the loss per class. */
  readonly classWeights: Float32Array;
  readonly signal: AbortSignal;
}): AsyncGenerator<TrainingEvent, TrainedEpoch> {
  const started = performance.now();
  const feed = new BatchFeed(task.plan, task.batchSize, task.batches);
  const { batchCount } = feed;
  let shown = 0;
  let lossSum = 0;
  let correct = 0;
  const perSecond = (): number => (1000 * shown) / (performance.now() - started);
  for (let batch = await feed.next(), number = 1; batch !== undefined; batch = await feed.next(), number++) {
    await letMessagesIn(task.signal);
    const labels = Int32Array.from(batch.positions, (position) => task.labels[position] ?? 0);
    const weights = Float32Array.from(labels, (label) => task.classWeights[label] ?? 1);
    const result = await task.step.step({ size: batch.size, inputs: batch.inputs, labels, weights });
    if (!Number.isFinite(result.loss)) throw lossNotFinite(task.epoch, number);
    shown += batch.size;
    lossSum += result.loss * batch.size;
    correct += result.correct;
    yield {
      name: 'engine.batchEnded',
      payload: { epoch: task.epoch, batch: number, batchCount, loss: result.loss, imagesPerSecond: perSecond() },
    };
  }
  const elapsedMs = performance.now() - started;
  return { loss: lossSum / shown, accuracy: correct / shown, imagesPerSecond: perSecond(), waitShare: feed.waitedMs / elapsedMs };
}

/** The failure of a training that left the numbers' range. */
export function lossNotFinite(epoch: number, batch: number | null): AppError {
  const place = batch === null ? `on the validation part after epoch ${epoch}` : `in epoch ${epoch}, batch ${batch}`;
  const kept = epoch > 1 ? 'The best epoch before that is kept.' : 'No epoch was finished.';
  return new AppError(
    'loss-not-finite',
    `Training was stopped: the loss was no longer a number ${place}. ${kept} Start again with a smaller learning rate.`,
    { epoch, batch },
  );
}
