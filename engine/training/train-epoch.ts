import { AppError } from '../../common/errors/app-error.ts';
import { BatchFeed } from '../data/batch-feed.ts';
import type { BatchSource, Partners } from '../data/batch-feed.ts';
import type { EpochPlan } from '../data/epoch-plan.ts';
import type { EpochSums } from './checkpoint/checkpoint.ts';
import type { TrainingEvent } from './events.ts';
import { nameFittingSize } from './out-of-memory.ts';
import { letMessagesIn } from './pause.ts';
import { momentOfBatch } from './schedule.ts';
import type { TeacherTargets } from './teacher-targets.ts';
import type { TrainingStep } from './training-step.ts';

/** How far an epoch has come. */
export interface EpochProgress {
  /** Batches that were learnt from. */
  readonly batch: number;
  readonly sums: EpochSums;
}

export const epochStart: EpochProgress = { batch: 0, sums: { shown: 0, loss: 0, correct: 0, elapsedMs: 0, waitedMs: 0 } };

/**
 * Shows the network one epoch, or the rest of one; gives the sums over all of it.
 * @throws AppError `cancelled` between two batches, `loss-not-finite` at once
 */
export async function* trainEpoch(task: {
  readonly epoch: number;
  readonly start: EpochProgress;
  readonly plan: EpochPlan;
  readonly batchSize: number;
  readonly batches: BatchSource;
  readonly step: TrainingStep;
  /** Learning rate by how many epochs of the run are done, with fractions. */
  readonly rateAt: (epochsDone: number) => number;
  /** Batches that make one update; the last ones of an epoch make one however few they are. */
  readonly accumulationSteps: number;
  /** Class index per photograph of the training part. */
  readonly labels: readonly number[];
  /** Weight in the loss per class. */
  readonly classWeights: Float32Array;
  /** Null where there is none. */
  readonly teacher: TeacherTargets | null;
  /** 0 where there is none yet. */
  readonly bestEpoch: number;
  /** Called between two batches and after the last. */
  readonly afterBatch: (progress: EpochProgress) => Promise<void>;
  readonly signal: AbortSignal;
}): AsyncGenerator<TrainingEvent, EpochProgress> {
  const started = performance.now();
  const { start } = task;
  const feed = new BatchFeed(task.plan, task.batchSize, task.batches, start.batch);
  const { batchCount } = feed;
  let { shown, loss, correct } = start.sums;
  let number = start.batch;
  const progress = (): EpochProgress => {
    const elapsedMs = start.sums.elapsedMs + performance.now() - started;
    return { batch: number, sums: { shown, loss, correct, elapsedMs, waitedMs: start.sums.waitedMs + feed.waitedMs } };
  };
  for (let batch = await feed.next(); batch !== undefined; batch = await feed.next()) {
    await letMessagesIn(task.signal);
    const labels = Int32Array.from(batch.positions, (position) => task.labels[position] ?? 0);
    const weights = lossWeights(labels, batch.partners, task.classWeights);
    const { size, inputs, facts, partners } = batch;
    number++;
    const order = {
      rate: task.rateAt(momentOfBatch(task.epoch, number, batchCount)),
      isUpdate: number % task.accumulationSteps === 0 || number === batchCount,
    };
    const taught = task.teacher === null ? {} : { teacher: task.teacher.take(batch.positions, partners) };
    const told = facts === undefined ? {} : { facts };
    const labelled = { size, inputs, ...told, labels, weights, ...(partners === undefined ? {} : { partners }), ...taught };
    const result = await task.step.step(labelled, order).catch(async (error: unknown) => {
      throw await nameFittingSize(task.step, labelled, error);
    });
    if (!Number.isFinite(result.loss)) throw lossNotFinite(task.epoch, number, task.bestEpoch);
    shown += batch.size;
    loss += result.loss * batch.size;
    correct += result.correct;
    const reached = progress();
    const imagesPerSecond = perSecond(reached.sums);
    yield { name: 'engine.batchEnded', payload: { epoch: task.epoch, batch: number, batchCount, loss: result.loss, imagesPerSecond } };
    await task.afterBatch(reached);
  }
  return progress();
}

/** Blended photographs weigh what their classes weigh, each by its share. */
function lossWeights(labels: Int32Array, partners: Partners | undefined, classWeights: Float32Array): Float32Array {
  const weightOf = (label: number | undefined): number => classWeights[label ?? 0] ?? 1;
  return Float32Array.from(labels, (label, index) => {
    const share = partners?.shares[index] ?? 1;
    return share * weightOf(label) + (1 - share) * weightOf(partners?.labels[index]);
  });
}

/** Photographs shown per second. */
export function perSecond({ shown, elapsedMs }: EpochSums): number {
  return (1000 * shown) / elapsedMs;
}

/** The failure of a training that left the numbers' range. @param bestEpoch 0 where there is none yet */
export function lossNotFinite(epoch: number, batch: number | null, bestEpoch: number): AppError {
  const place = batch === null ? `on the validation part after epoch ${epoch}` : `in epoch ${epoch}, batch ${batch}`;
  const none = epoch > 1 ? 'No epoch at the full size of the photographs was finished.' : 'No epoch was finished.';
  const kept = bestEpoch > 0 ? 'The best epoch before that is kept.' : none;
  return new AppError(
    'loss-not-finite',
    `Training was stopped: the loss was no longer a number ${place}. ${kept} Start again with a smaller learning rate.`,
    { epoch, batch },
  );
}
