import type { z } from 'zod';
import type { TrainEnd, TrainTask } from '../../common/contract/engine-protocol.ts';
import type { EpochRecord } from '../../common/domain/run.ts';
import type { TrainingPhase } from '../../common/domain/training-phases.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { classificationMetrics } from '../../common/metrics/classification.ts';
import type { ClassificationMetrics } from '../../common/metrics/classification.ts';
import { malignantRecall, recallAtHalf } from '../../common/metrics/recall.ts';
import { planEpoch } from '../data/epoch-plan.ts';
import type { Network } from '../models/network.ts';
import type { CheckpointFolder } from './checkpoint/checkpoint-folder.ts';
import type { EpochSums, TaskIdentity } from './checkpoint/checkpoint.ts';
import type { ResumePoint } from './checkpoint/resume-point.ts';
import { classWeights } from './class-weights.ts';
import { evaluate } from './evaluate.ts';
import type { TrainingEvent } from './events.ts';
import type { TrainingData } from './prepare-data.ts';
import type { RunState } from './run-state.ts';
import { learningRateAt, momentOfBatch } from './schedule.ts';
import { epochStart, lossNotFinite, perSecond, trainEpoch } from './train-epoch.ts';
import type { EpochProgress } from './train-epoch.ts';
import { splitBatches } from './split-batches.ts';
import { TeacherTargets } from './teacher-targets.ts';
import { isStopReached } from './stop-rules.ts';
import type { TrainingStep } from './training-step.ts';

/** What a run is, and where it is kept. */
export interface RunParts {
  readonly task: z.infer<typeof TrainTask>;
  /** Into how many parts each of the task's batches is split, for lack of memory. */
  readonly split: number;
  readonly identity: TaskIdentity;
  /** What computes, for people. */
  readonly engine: string;
  /** The whole one, which is saved. */
  readonly network: Network;
  readonly folder: CheckpointFolder;
  readonly signal: AbortSignal;
  readonly pause: AbortSignal;
}

/** A phase of a run, with its parts ready. */
export interface PreparedPhase extends RunParts {
  readonly phase: TrainingPhase;
  readonly data: TrainingData;
  /** While somebody works with its result, `network` holds it. */
  readonly step: TrainingStep;
}

/** How the epochs of a phase ended: all are done, or it is to go on at another time. */
export type PhaseEnd = { readonly status: 'reached' } | Exclude<TrainEnd, { status: 'finished' }>;

/**
 * Trains epoch after epoch, to the end of a phase.
 * @param state what the run has come to; brought to the point where there is one
 * @param point where to go on; null: where the state is
 */
export async function* trainEpochs(
  training: PreparedPhase,
  state: RunState,
  point: ResumePoint | null,
): AsyncGenerator<TrainingEvent, PhaseEnd> {
  const { task, phase, data, step, signal, pause } = training;
  const { options, classes, train: samples, validation } = task;
  const { imbalance, seed } = options;
  const { batchSize, accumulationSteps } = splitBatches(options, training.split);
  const { labels } = samples;
  const weightsOfClasses = classWeights(imbalance, labels, classes.length);
  const teacher = await TeacherTargets.ofTask(task);
  const rateAt = (epochsDone: number): number => learningRateAt(options, epochsDone);
  const { history } = state;
  state.enter(training);
  let start = epochStart;
  if (point !== null) {
    await state.restore(point);
    const { batch, sums, split } = point.checkpoint.facts;
    start = { batch: (batch * training.split) / split, sums };
  }
  if (point !== null || (task.resume && history.epochsDone === 0))
    yield { name: 'engine.resumed', payload: { epoch: history.epochsDone + 1, batch: start.batch, epochs: [...history.reports] } };

  // Where memory runs out in the middle of a step, its weights are lost.
  if (state.newestStage !== phase.stage && options.whenOutOfMemory === 'halve') await state.writeCheckpoint(epochStart);

  const afterBatch = async (progress: EpochProgress): Promise<void> => {
    if (!pause.aborted && !state.isCheckpointDue()) return;
    await state.writeCheckpoint(progress);
    if (pause.aborted) throw new Paused();
  };
  try {
    while (!history.isOver) {
      // Also at the end of a phase, before the next one is prepared.
      if (isStopReached(task.stops ?? [], history.reports, options)) return { status: 'stopped', epochsDone: history.epochsDone };
      if (history.epochsDone >= phase.lastEpoch) break;
      const epoch = history.epochsDone + 1;
      const { trainBatches: batches, validationBatches } = data;
      const plan = planEpoch({ labels, classCount: classes.length, imbalance, batchSize: options.batchSize, seed, epoch });
      const shown = { plan, batchSize, batches, labels, classWeights: weightsOfClasses, teacher, rateAt, accumulationSteps };
      const trained = yield* trainEpoch({ epoch, start, ...shown, step, bestEpoch: history.bestEpoch, afterBatch, signal });
      start = epochStart;
      const started = performance.now();
      const evaluation = { count: validation.rows.length, batches: validationBatches, step, signal: AbortSignal.any([signal, pause]) };
      const probabilities = await evaluate(evaluation).catch(async (error: unknown) => {
        if (!pause.aborted || signal.aborted) throw error;
        await state.writeCheckpoint(trained);
        throw new Paused();
      });
      const metrics = classificationMetrics(classes, validation.labels, probabilities);
      if (!Number.isFinite(metrics.logLoss)) throw lossNotFinite(epoch, null, history.bestEpoch);
      const durationMs = trained.sums.elapsedMs + performance.now() - started;
      const rate = rateAt(momentOfBatch(epoch, trained.batch, trained.batch));
      const recall = recallAtHalf(validation.labels, probabilities);
      const record = makeRecord(epoch, trained.sums, { ...metrics, recallAtHalf: recall }, rate, durationMs);
      const report = await state.endEpoch(record, metrics.confusion, probabilities);
      yield { name: 'engine.epochEnded', payload: report };
    }
  } catch (error) {
    const { epochsDone } = history;
    if (error instanceof Paused) return { status: 'paused', epochsDone };
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, { ...error.detail, epochsDone, bestEpoch: history.bestEpoch }, { cause: error.cause });
  }
  return { status: 'reached' };
}

/** Ends the loop once the checkpoint is written. */
class Paused extends Error {
  override readonly name = 'Paused';
}

function makeRecord(
  epoch: number,
  trained: EpochSums,
  validation: ClassificationMetrics & { readonly recallAtHalf: number },
  learningRate: number,
  durationMs: number,
): EpochRecord {
  return {
    epoch,
    trainLoss: trained.loss / trained.shown,
    trainAccuracy: trained.correct / trained.shown,
    validationLoss: validation.logLoss,
    validationAccuracy: validation.accuracy,
    validationBalancedAccuracy: validation.balancedAccuracy,
    validationRecall: validation.perClass.map(({ recall }) => recall),
    validationRecallAtHalf: validation.recallAtHalf,
    validationMalignantRecall: malignantRecall(
      validation.perClass.map(({ label }) => label),
      validation.confusion,
    ),
    learningRate,
    imagesPerSecond: perSecond(trained),
    waitShare: trained.waitedMs / trained.elapsedMs,
    durationMs,
  };
}
