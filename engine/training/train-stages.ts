import type { z } from 'zod';
import type { TrainEnd, TrainTask } from '../../common/contract/engine-protocol.ts';
import type { ModelSpec } from '../../common/domain/model-spec.ts';
import { isBackbone } from '../../common/domain/model-spec.ts';
import type { TrainingOptions, TrainingStage } from '../../common/domain/training-config.ts';
import type { Network } from '../models/network.ts';
import type { ResumePoint } from './checkpoint/resume-point.ts';
import { classShares } from './class-weights.ts';
import { splitRows } from './evaluate.ts';
import type { TrainingEvent } from './events.ts';
import { copyWeights, headStep, headTask } from './head-stage.ts';
import { prepareData } from './prepare-data.ts';
import { importState, RunState, saveBest } from './run-state.ts';
import { splitBatches } from './split-batches.ts';
import { trainEpochs } from './train-epochs.ts';
import type { RunParts, StageEnd } from './train-epochs.ts';
import type { CreateTrainingStep, TrainingStep, TrainingStepOptions } from './training-step.ts';

type Task = z.infer<typeof TrainTask>;
type HeadFirst = NonNullable<TrainingOptions['headFirst']>;

/** A run that is ready for its first stage. */
export interface StagedRun extends RunParts {
  readonly createStep: CreateTrainingStep;
  /** The same network once more, as it was in the beginning. */
  readonly prepareNetwork: (model: ModelSpec) => Promise<Network>;
}

/** What a stage trains, and by what. */
interface StagePlan {
  readonly stage: TrainingStage;
  /** As far as its data are concerned. */
  readonly task: Task;
  readonly network: Network;
  readonly createStep: () => TrainingStep;
}

/** What a step is made with, of which so many make up one of the task's. */
export function stepOptions({ options, train, classes }: Task, split: number): TrainingOptions & TrainingStepOptions {
  return splitBatches({ ...options, classShares: classShares(train.labels, classes.length) }, split);
}

/**
 * Trains the head alone where the options say so, then what the model says.
 * @param found where to go on; null: from the start
 */
export async function* trainStages(run: StagedRun, found: ResumePoint | null): AsyncGenerator<TrainingEvent, TrainEnd> {
  const { task, network } = run;
  const { options } = task;
  const state = new RunState(options);
  let point = found;
  if (options.headFirst !== null && needsHead(found)) {
    const own = headTask(task, options.headFirst);
    const head = await run.prepareNetwork(own.options.model);
    try {
      copyWeights(network, head);
      const createStep = (): TrainingStep => headStep(run.createStep(head, stepOptions(own, run.split)), head, network);
      if (found === null || isInside(found, options.headFirst)) {
        if (found === null) yield logged(describeHeadStage(options.headFirst));
        const end = yield* trainStage(run, { stage: 'head', task: own, network: head, createStep }, state, found);
        if (end.status !== 'reached') return end;
        point = null;
      } else {
        point = await takeHead(run, found, createStep());
      }
    } finally {
      head.dispose();
    }
    if (found?.checkpoint.facts.stage !== 'main') yield logged(describeMainStage(task));
  }
  const createStep = (): TrainingStep => run.createStep(network, stepOptions(task, run.split));
  const end = yield* trainStage(run, { stage: 'main', task, network, createStep }, state, point);
  if (end.status !== 'reached') return end;
  const { epochsDone, bestEpoch, stoppedEarly } = state.history;
  const validationProbabilities = splitRows(state.bestProbabilities, task.validation.rows.length);
  return { status: 'finished', weightCount: network.weightCount, epochsDone, bestEpoch, stoppedEarly, validationProbabilities };
}

async function* trainStage(
  run: StagedRun,
  { stage, task, network, createStep }: StagePlan,
  state: RunState,
  point: ResumePoint | null,
): AsyncGenerator<TrainingEvent, StageEnd> {
  const data = yield* prepareData(task, network, AbortSignal.any([run.signal, run.pause]));
  try {
    const step = createStep();
    try {
      const end = yield* trainEpochs({ ...run, stage, data, step }, state, point);
      // What comes next begins with what this stage came to.
      if (end.status === 'reached' && stage === 'head') await step.withResult(() => undefined);
      return end;
    } finally {
      step.dispose();
    }
  } finally {
    await data.close();
  }
}

/** Whether there is something to be trained, or to be taken from a checkpoint, that is of the first stage. */
function needsHead(point: ResumePoint | null): boolean {
  return point === null || point.checkpoint.facts.stage === 'head' || point.lostModel?.facts.stage === 'head';
}

function isInside({ checkpoint }: ResumePoint, { epochs }: HeadFirst): boolean {
  return checkpoint.facts.stage === 'head' && checkpoint.facts.epochs.length < epochs;
}

/**
 * Takes from the checkpoints of a finished first stage what the next one needs of them: the best network, where it was lost, and, where the stage has just ended,
 * what it came to.
 * @param step of the first stage; disposed of
 */
async function takeHead(run: StagedRun, { checkpoint, lostModel }: ResumePoint, step: TrainingStep): Promise<ResumePoint> {
  try {
    let { facts } = checkpoint;
    const isLost = lostModel?.facts.stage === 'head';
    if (isLost) {
      await importState(step, lostModel.state);
      const best = lostModel.facts.epochs.length;
      facts = { ...facts, modelSha256: await saveBest({ ...run, step }, best) };
    }
    if (facts.stage === 'head') {
      await importState(step, checkpoint.state);
      await step.withResult(() => undefined);
    }
    return { checkpoint: { ...checkpoint, facts }, lostModel: isLost ? null : lostModel };
  } finally {
    step.dispose();
  }
}

function describeHeadStage({ epochs, learningRate }: HeadFirst): string {
  const which = epochs === 1 ? 'In epoch 1' : `In epochs 1 to ${epochs}`;
  return `${which} the head learns alone, on features of the frozen backbone, at a learning rate of ${learningRate}.`;
}

function describeMainStage({ options }: Task): string {
  const { headFirst, learningRate, model } = options;
  const from =
    isBackbone(model) && typeof model.trainable === 'object' ? `${model.trainable.from} and every layer after it are` : 'every layer is';
  return `From epoch ${(headFirst?.epochs ?? 0) + 1} on ${from} trained, at a learning rate of ${learningRate}.`;
}

function logged(message: string): TrainingEvent {
  return { name: 'engine.logged', payload: { message } };
}
