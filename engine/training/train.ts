import type { z } from 'zod';
import type { TrainOutcome, TrainTask } from '../../common/contract/engine-protocol.ts';
import type { EpochRecord } from '../../common/domain/run.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { classificationMetrics } from '../../common/metrics/classification.ts';
import { inverseFrequencyWeights } from '../data/class-balance.ts';
import { explainDiskErrors } from '../data/disk-errors.ts';
import { planEpoch } from '../data/epoch-plan.ts';
import type { Network } from '../models/network.ts';
import { saveModel } from '../models/saved-model.ts';
import { BestEpoch } from './best-epoch.ts';
import { checkTrainTask } from './check-task.ts';
import { evaluate } from './evaluate.ts';
import type { TrainingEvent } from './events.ts';
import { prepareData } from './prepare-data.ts';
import type { TrainingData } from './prepare-data.ts';
import { prepareNetwork } from './prepare-network.ts';
import { lossNotFinite, trainEpoch } from './train-epoch.ts';
import type { TrainedEpoch } from './train-epoch.ts';
import type { CreateTrainingStep, TrainingStep } from './training-step.ts';

type Task = z.infer<typeof TrainTask>;

/**
 * Trains a network: tells events as it goes, leaves the best epoch's network in `<runFolder>/model/` whenever there is a better one, and gives the
 * outcome. Same task, same backend, same machine: same numbers.
 * @param signal looked at between batches
 * @throws AppError `cancelled`, `loss-not-finite` or `out-of-memory` (`detail.epochsDone` and `detail.bestEpoch` tell what is kept),
 *   `invalid-input`, `weights-missing`, `weights-unreadable`, `cache-damaged`, `disk-full`
 */
export async function* train(task: Task, createStep: CreateTrainingStep, signal: AbortSignal): AsyncGenerator<TrainingEvent, TrainOutcome> {
  checkTrainTask(task);
  const { options, classes } = task;
  const network = await prepareNetwork(options.model, classes.length, options.seed, task.backboneFolder);
  try {
    const data = yield* prepareData(task, network, signal);
    const step = createStep(network, options);
    try {
      return yield* trainEpochs(task, network, data, step, signal);
    } finally {
      step.dispose();
      await data.close();
    }
  } finally {
    network.dispose();
  }
}

async function* trainEpochs(
  task: Task,
  network: Network,
  data: TrainingData,
  step: TrainingStep,
  signal: AbortSignal,
): AsyncGenerator<TrainingEvent, TrainOutcome> {
  const { options, classes, train: samples, validation } = task;
  const { batchSize, imbalance, earlyStopping, seed } = options;
  const classWeights =
    imbalance === 'class-weights' ? inverseFrequencyWeights(samples.labels, classes.length) : new Float32Array(classes.length).fill(1);
  const best = new BestEpoch(options.bestBy);
  const watched = earlyStopping === null ? null : { best: new BestEpoch(earlyStopping.metric), patience: earlyStopping.patience };
  let validationProbabilities: number[][] = [];
  let epoch = 0;
  let stoppedEarly = false;
  try {
    while (epoch < options.epochs && !stoppedEarly) {
      const started = performance.now();
      const number = epoch + 1;
      const { variantCount, trainBatches, validationBatches } = data;
      const plan = planEpoch({ labels: samples.labels, classCount: classes.length, imbalance, variantCount, seed, epoch: number });
      const { labels } = samples;
      const trained = yield* trainEpoch({ epoch: number, plan, batchSize, batches: trainBatches, step, labels, classWeights, signal });
      const probabilities = await evaluate({ count: validation.rows.length, batches: validationBatches, step, signal });
      const metrics = classificationMetrics(classes, validation.labels, probabilities);
      if (!Number.isFinite(metrics.logLoss)) throw lossNotFinite(number, null);
      const durationMs = performance.now() - started;
      const record = makeRecord(number, trained, metrics, options.learningRate, durationMs);
      const isBest = best.update(record);
      if (isBest) {
        validationProbabilities = probabilities;
        step.synchronize();
        await keepModel(task, network, number);
      }
      epoch = number;
      watched?.best.update(record);
      stoppedEarly = watched !== null && epoch - watched.best.epoch >= watched.patience && epoch < options.epochs;
      yield { name: 'engine.epochEnded', payload: { record, isBest, confusion: metrics.confusion } };
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, { ...error.detail, epochsDone: epoch, bestEpoch: best.epoch }, { cause: error.cause });
  }
  return { weightCount: network.weightCount, epochsDone: epoch, bestEpoch: best.epoch, stoppedEarly, validationProbabilities };
}

async function keepModel(task: Task, network: Network, bestEpoch: number): Promise<void> {
  const { classes, options, runFolder } = task;
  const { weightCount, model } = network;
  const facts = { formatVersion: 1 as const, classes, model: options.model, resizeMode: options.resizeMode, weightCount, bestEpoch };
  const safe = bestEpoch > 1 ? 'The best epoch before it is safe.' : 'Your photographs and earlier runs are safe.';
  await explainDiskErrors(`The network of epoch ${bestEpoch}`, safe, () => saveModel(runFolder, model, facts));
}

function makeRecord(
  epoch: number,
  trained: TrainedEpoch,
  validation: ReturnType<typeof classificationMetrics>,
  learningRate: number,
  durationMs: number,
): EpochRecord {
  return {
    epoch,
    trainLoss: trained.loss,
    trainAccuracy: trained.accuracy,
    validationLoss: validation.logLoss,
    validationAccuracy: validation.accuracy,
    validationBalancedAccuracy: validation.balancedAccuracy,
    validationRecall: validation.perClass.map(({ recall }) => recall),
    learningRate,
    imagesPerSecond: trained.imagesPerSecond,
    waitShare: trained.waitShare,
    durationMs,
  };
}
