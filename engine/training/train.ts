import { getBackend } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { TrainEnd, TrainTask } from '../../common/contract/engine-protocol.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { modelWeights } from '../models/model-weights.ts';
import { CheckpointFolder } from './checkpoint/checkpoint-folder.ts';
import { findResumePoint } from './checkpoint/resume-point.ts';
import type { ResumePoint } from './checkpoint/resume-point.ts';
import { identifyTask } from './checkpoint/task-identity.ts';
import { classShares } from './class-weights.ts';
import { checkTrainTask } from './check-task.ts';
import type { TrainingEvent } from './events.ts';
import { prepareData } from './prepare-data.ts';
import { prepareNetwork } from './prepare-network.ts';
import { trainEpochs } from './train-epochs.ts';
import type { CreateTrainingStep } from './training-step.ts';

/** What training is told from outside while it runs, beside a cancel. */
export interface TrainingSurroundings {
  /** Aborted where the run is to be paused. */
  readonly pause?: AbortSignal;
  /** What computes, for people. */
  readonly engine?: string;
}

/**
 * Trains a network: tells events as it goes, leaves the best epoch's network in `<runFolder>/model/` whenever there is a better one and checkpoints beside it,
 * and gives the outcome. Same task, same backend, same machine: same numbers, however often the run was killed or paused and resumed.
 * @param signal looked at between batches
 * @throws AppError `cancelled`, `loss-not-finite` or `out-of-memory` (`detail.epochsDone` and `detail.bestEpoch` tell what is kept),
 *   `invalid-input`, `weights-missing`, `weights-unreadable`, `cache-damaged`, `disk-full`, `conflict` (the checkpoints are those of another task)
 */
export async function* train(
  task: z.infer<typeof TrainTask>,
  createStep: CreateTrainingStep,
  signal: AbortSignal,
  { pause = new AbortController().signal, engine = getBackend() }: TrainingSurroundings = {},
): AsyncGenerator<TrainingEvent, TrainEnd> {
  checkTrainTask(task);
  const { options, classes, runFolder } = task;
  const network = await prepareNetwork(options.model, classes.length, options.seed, task.backboneFolder);
  let epochsDone = 0;
  try {
    const identity = await identifyTask(task, modelWeights(network.model));
    const folder = new CheckpointFolder(runFolder);
    let point: ResumePoint | null = null;
    if (task.resume) {
      const messages: string[] = [];
      point = await findResumePoint(runFolder, folder, identity, (message) => messages.push(message));
      for (const message of messages) yield { name: 'engine.logged', payload: { message } };
      epochsDone = point?.checkpoint.facts.epochs.length ?? 0;
    } else {
      await folder.clear();
    }
    const data = yield* prepareData(task, network, AbortSignal.any([signal, pause]));
    try {
      const step = createStep(network, { ...options, classShares: classShares(task.train.labels, classes.length) });
      try {
        return yield* trainEpochs({ task, identity, engine, network, data, step, folder, signal, pause }, point);
      } finally {
        step.dispose();
      }
    } finally {
      await data.close();
    }
  } catch (error) {
    // Only a pause while the data is prepared comes here: afterwards there is a checkpoint to be written.
    if (error instanceof AppError && error.code === 'cancelled' && pause.aborted && !signal.aborted)
      return { status: 'paused', epochsDone };
    throw error;
  } finally {
    network.dispose();
  }
}
