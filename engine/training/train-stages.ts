import type { z } from 'zod';
import type { TrainEnd, TrainTask } from '../../common/contract/engine-protocol.ts';
import type { ModelSpec } from '../../common/domain/model-spec.ts';
import { isBackbone } from '../../common/domain/model-spec.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { phaseOfEpoch, trainingPhases } from '../../common/domain/training-phases.ts';
import type { TrainingPhase } from '../../common/domain/training-phases.ts';
import type { Network } from '../models/network.ts';
import type { ResumePoint } from './checkpoint/resume-point.ts';
import { classShares } from './class-weights.ts';
import { splitRows } from './evaluate.ts';
import type { TrainingEvent } from './events.ts';
import { headTask } from './head-stage.ts';
import { prepareData } from './prepare-data.ts';
import { importState, RunState, saveBest } from './run-state.ts';
import { splitBatches } from './split-batches.ts';
import { copyWeights, standInStep } from './stand-in.ts';
import { trainEpochs } from './train-epochs.ts';
import type { PhaseEnd, RunParts } from './train-epochs.ts';
import type { CreateTrainingStep, TrainingState, TrainingStep, TrainingStepOptions } from './training-step.ts';

type Task = z.infer<typeof TrainTask>;
type HeadFirst = NonNullable<TrainingOptions['headFirst']>;

/** A run that is ready for its first stage. */
export interface StagedRun extends RunParts {
  readonly createStep: CreateTrainingStep;
  /** The same network once more, as it was in the beginning. */
  readonly prepareNetwork: (model: ModelSpec) => Promise<Network>;
}

/** What a phase trains, and by what. */
interface PhasePlan {
  readonly phase: TrainingPhase;
  /** As far as its data are concerned. */
  readonly task: Task;
  readonly network: Network;
  readonly createStep: () => TrainingStep;
  /** What the phase before came to, where it had the same weights to learn. */
  readonly carried?: TrainingState | null;
  /** Takes what it came to. */
  readonly leave?: (step: TrainingStep) => Promise<void>;
}

/** What a step is made with, of which so many make up one of the task's. */
export function stepOptions({ options, train, classes }: Task, split: number): TrainingOptions & TrainingStepOptions {
  return splitBatches({ ...options, classShares: classShares(train.labels, classes.length) }, split);
}

/**
 * Trains the head alone where the options say so, then what the model says: on smaller photographs first where they say that.
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
      const createStep = (): TrainingStep => standInStep(run.createStep(head, stepOptions(own, run.split)), head, network);
      const phase = phaseOfEpoch(options, 1);
      if (found === null || isInside(found, phase)) {
        if (found === null) yield logged(describeHeadStage(options.headFirst));
        // What comes next begins with what this stage came to.
        const leave = (step: TrainingStep): Promise<void> => step.withResult(() => undefined);
        const end = yield* trainPhase(run, { phase, task: own, network: head, createStep, leave }, state, found);
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
  const end = yield* trainSizes(run, state, point);
  if (end.status !== 'reached') return end;
  const { epochsDone, bestEpoch, stoppedEarly } = state.history;
  const validationProbabilities = splitRows(state.bestProbabilities, task.validation.rows.length);
  return { status: 'finished', weightCount: network.weightCount, epochsDone, bestEpoch, stoppedEarly, validationProbabilities };
}

/**
 * Trains what the model says, size after size. The weights, their averages and the optimizer's memory go over from one to the next, and all counts: but for the
 * photographs nothing begins anew.
 */
async function* trainSizes(run: StagedRun, state: RunState, found: ResumePoint | null): AsyncGenerator<TrainingEvent, PhaseEnd> {
  const { task, network } = run;
  const { model, smallerFirst } = task.options;
  let point = found;
  let carried: TrainingState | null = null;
  for (const phase of trainingPhases(task.options)) {
    // A checkpoint at the end of a phase serves the next one as well; that at the end of the last one brings back what the run came to.
    const epochsDone = point?.checkpoint.facts.epochs.length ?? state.history.epochsDone;
    if (phase.stage !== 'main' || (phase.lastEpoch <= epochsDone && phase.lastEpoch < task.options.epochs)) continue;
    if (smallerFirst.length > 0 && epochsDone < phase.firstEpoch) yield logged(describeSize(phase));
    const isFull = phase.imageSize === model.imageSize;
    const own = isFull ? network : await run.prepareNetwork({ ...model, imageSize: phase.imageSize });
    try {
      if (!isFull) copyWeights(network, own);
      const createStep = (): TrainingStep => {
        const step = run.createStep(own, stepOptions(task, run.split));
        return isFull ? step : standInStep(step, own, network);
      };
      const leave = async (step: TrainingStep): Promise<void> => {
        if (!isFull) carried = await step.exportState();
      };
      const end = yield* trainPhase(run, { phase, task, network: own, createStep, carried, leave }, state, point);
      if (end.status !== 'reached') return end;
    } finally {
      if (!isFull) own.dispose();
    }
    point = null;
  }
  return { status: 'reached' };
}

async function* trainPhase(
  run: StagedRun,
  { phase, task, network, createStep, carried = null, leave }: PhasePlan,
  state: RunState,
  point: ResumePoint | null,
): AsyncGenerator<TrainingEvent, PhaseEnd> {
  const data = yield* prepareData(task, network, AbortSignal.any([run.signal, run.pause]));
  try {
    const step = createStep();
    try {
      if (carried !== null) await importState(step, carried);
      const end = yield* trainEpochs({ ...run, phase, data, step }, state, point);
      if (end.status === 'reached') await leave?.(step);
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

function isInside({ checkpoint }: ResumePoint, { stage, lastEpoch }: TrainingPhase): boolean {
  return checkpoint.facts.stage === stage && checkpoint.facts.epochs.length < lastEpoch;
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
      facts = { ...facts, modelSha256: await saveBest({ ...run, step }, best, false) };
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

function describeSize({ firstEpoch, imageSize }: TrainingPhase): string {
  return `From epoch ${firstEpoch} on photographs are shown at ${imageSize} x ${imageSize} pixels.`;
}

function logged(message: string): TrainingEvent {
  return { name: 'engine.logged', payload: { message } };
}
