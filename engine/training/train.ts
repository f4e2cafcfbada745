import { getBackend } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { TrainEnd, TrainTask } from '../../common/contract/engine-protocol.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { ModelSpec } from '../../common/domain/model-spec.ts';
import type { Network } from '../models/network.ts';
import { modelWeights } from '../models/model-weights.ts';
import { CheckpointFolder } from './checkpoint/checkpoint-folder.ts';
import { findResumePoint } from './checkpoint/resume-point.ts';
import type { ResumePoint } from './checkpoint/resume-point.ts';
import { identifyTask } from './checkpoint/task-identity.ts';
import { checkTrainTask } from './check-task.ts';
import type { TrainingEvent } from './events.ts';
import { describeFacts, fitFacts } from './fit-facts.ts';
import { checkMemory, estimateMemory } from './memory-need.ts';
import type { DeviceMemory } from './memory-need.ts';
import { findFinerSplit } from './out-of-memory.ts';
import { prepareNetwork } from './prepare-network.ts';
import { stepOptions, trainStages } from './train-stages.ts';
import type { CreateTrainingStep } from './training-step.ts';

/** What training is told from outside while it runs, beside a cancel. */
export interface TrainingSurroundings {
  /** Aborted where the run is to be paused. */
  readonly pause?: AbortSignal;
  /** What computes, for people. */
  readonly engine?: string;
  /** What the device that computes has; not looked at where absent. */
  readonly memory?: DeviceMemory;
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
  { pause = new AbortController().signal, engine = getBackend(), memory }: TrainingSurroundings = {},
): AsyncGenerator<TrainingEvent, TrainEnd> {
  checkTrainTask(task);
  const { options, classes, runFolder } = task;
  const facts = fitFacts(task);
  if (facts !== null) yield logged(describeFacts(facts, task));
  const prepare = (model: ModelSpec): Promise<Network> => prepareNetwork(model, classes.length, options.seed, task.backboneFolder, facts);
  const network = await prepare(options.model);
  let epochsDone = 0;
  try {
    const identity = await identifyTask(task, modelWeights(network.model));
    const folder = new CheckpointFolder(runFolder);
    const findPoint = async function* (): AsyncGenerator<TrainingEvent, ResumePoint | null> {
      const messages: string[] = [];
      const found = await findResumePoint(runFolder, folder, identity, (message) => messages.push(message));
      for (const message of messages) yield logged(message);
      return found;
    };
    let point = task.resume ? yield* findPoint() : null;
    if (!task.resume) await folder.clear();
    epochsDone = point?.checkpoint.facts.epochs.length ?? 0;
    const before = point?.checkpoint.facts.engine ?? engine;
    if (before !== engine)
      yield logged(
        `Until now ${before} computed this training, from here on ${engine}: the last digits may differ from those of a run on one of them.`,
      );
    for (let split = point?.checkpoint.facts.split ?? 1; ;) {
      try {
        if (memory !== undefined) {
          const asked = stepOptions(task, split);
          yield logged(checkMemory(estimateMemory(network, asked, task.train.rows.length), asked.batchSize, memory));
        }
        const parts = { task, split, identity, engine, network, folder, signal, pause };
        return yield* trainStages({ ...parts, createStep, prepareNetwork: prepare }, point);
      } catch (error) {
        const finer = options.whenOutOfMemory === 'halve' ? findFinerSplit(options.batchSize, split, error) : null;
        if (finer === null) throw error;
        split = finer;
        const size = options.batchSize / split;
        yield logged(`Memory ran out. Training goes on with batches of ${size}, ${split} of which make up one of ${options.batchSize}.`);
        point = yield* findPoint();
      }
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

function logged(message: string): TrainingEvent {
  return { name: 'engine.logged', payload: { message } };
}
