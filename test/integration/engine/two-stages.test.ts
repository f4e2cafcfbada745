import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { EpochRecord } from '../../../common/domain/run.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { CheckpointFolder } from '../../../engine/training/checkpoint/checkpoint-folder.ts';
import { createFastestStep } from '../../../engine/training/compiled-step.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import { explainOutOfMemory } from '../../../engine/training/out-of-memory.ts';
import type { CreateTrainingStep } from '../../../engine/training/training-step.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { pauseAfter, resultOf, runTraining, smallTask } from '../../helpers/run-training.ts';
import type { ParsedTask, Told } from '../../helpers/run-training.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

vi.setConfig({ testTimeout: 300_000 });

beforeAll(async () => {
  await loadBackend('auto');
});

const model = { architecture: 'mobilenet-v1', imageSize: 32, alpha: 0.25, weights: 'random', denseUnits: [16], dropout: 0.4 };
const headFirst = { epochs: 2, learningRate: 1e-3 };
const twoStages = { model: { ...model, trainable: { from: 'conv_pw_13' } }, headFirst, epochs: 4, learningRate: 1e-4, averageDecay: 0.8 };

const figures = ({ trainLoss, validationLoss, learningRate }: EpochRecord): number[] => [trainLoss, validationLoss, learningRate];
const figuresOf = ({ epochs }: Told): number[][] => epochs.map(({ record }) => figures(record));

/** A task, and what it comes to where nothing disturbs it. */
async function undisturbed(options: object, folder: string): Promise<{ task: ParsedTask; told: Told; result: unknown }> {
  const task = await smallTask(folder, options, 32);
  const { end, told } = await runTraining(task);
  return { task, told, result: await resultOf(task.runFolder, end, told.epochs) };
}

let reference: Awaited<ReturnType<typeof undisturbed>>;
let folderOfReference: string;
beforeAll(async () => {
  folderOfReference = await mkdtemp(join(tmpdir(), 'nevus-stages-'));
  reference = await undisturbed(twoStages, folderOfReference);
}, 300_000);
afterAll(() => rm(folderOfReference, { recursive: true, force: true }));

/** Weights, their averages and the optimizer's memory at a run's end. */
async function lastState({ runFolder }: ParsedTask): Promise<readonly Float32Array[]> {
  const folder = new CheckpointFolder(runFolder);
  const [last] = await folder.list();
  return (await folder.read(last!)).state.values;
}

/** The largest difference to each of those that have the same length. */
function distances(one: Float32Array, others: readonly Float32Array[]): number[] {
  const alike = others.filter(({ length }) => length === one.length);
  return alike.map((other) => other.reduce((most, value, index) => Math.max(most, Math.abs(value - one[index]!)), 0));
}

async function resume(task: ParsedTask, told: Told): Promise<unknown> {
  const { end } = await runTraining({ ...task, resume: true }, { told });
  return resultOf(task.runFolder, end, told.epochs);
}

test('the first stage is a training of the head alone; the second changes the other layers as well', async () => {
  const { told } = reference;
  expect(told.epochs.map(({ record }) => record.learningRate)).toEqual([1e-3, 1e-3, 1e-4, 1e-4]);
  expect(told.messages).toEqual([
    'In epochs 1 to 2 the head learns alone, on features of the frozen backbone, at a learning rate of 0.001.',
    'From epoch 3 on conv_pw_13 and every layer after it are trained, at a learning rate of 0.0001.',
  ]);
  const headOnly = { ...twoStages, model: { ...model, trainable: 'head' }, headFirst: null, epochs: 2, learningRate: 1e-3 };
  const alone = await undisturbed(headOnly, await temporaryFolder());
  expect(figuresOf(told).slice(0, 2)).toEqual(figuresOf(alone.told));

  // At a rate that changes nothing, the second stage shows what it began with: the moving average of the first one.
  const still = await undisturbed({ ...twoStages, learningRate: 1e-12 }, await temporaryFolder());
  const [ended, changed, unchanged] = await Promise.all([alone, reference, still].map(({ task }) => lastState(task)));
  const [weights, averages] = [ended!.slice(0, 4), ended!.slice(4, 8)];
  for (const own of averages) expect(Math.min(...distances(own, unchanged!))).toBeLessThan(1e-6);
  // Features by random weights say next to nothing: it is the last bias that has learnt.
  expect(Math.min(...distances(weights[3]!, unchanged!))).toBeGreaterThan(1e-5);
  // Trained weights come first: a kernel, gamma and beta of the last normalisation, the head.
  expect(distances(unchanged![2]!, [changed![2]!])).toEqual([expect.toSatisfy((distance: number) => distance > 1e-5)]);
  expect(unchanged![2]).toHaveLength(256);
});

test('eager and compiled agree in both stages', async () => {
  const { task, told } = reference;
  const eager = await runTraining({ ...task, runFolder: `${task.runFolder}-eager` }, { createStep: createEagerStep });
  expect(relativeDifference(figuresOf(eager.told).flat(), figuresOf(told).flat())).toBeLessThan(1e-3);
});

test('a training that is paused in the first stage, before its last validation and in the second one ends to the bit the same', async () => {
  const { result } = reference;
  const task = { ...reference.task, runFolder: `${reference.task.runFolder}-paused` };
  const tensors = tf.memory().numTensors;
  const told: Told = { epochs: [], messages: [] };
  expect(await pauseAfter(task, told, 1, 2)).toEqual({ status: 'paused', epochsDone: 0 });
  expect(await pauseAfter({ ...task, resume: true }, told, 2, 3)).toEqual({ status: 'paused', epochsDone: 1 });
  expect(await pauseAfter({ ...task, resume: true }, told, 3, 1)).toEqual({ status: 'paused', epochsDone: 2 });
  expect(await resume(task, told)).toEqual(result);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('the best network is written again in the second stage where it was of the first one and is lost', async () => {
  // A second stage that makes everything worse.
  const { task, result } = await undisturbed(
    { ...twoStages, learningRate: 5, optimizer: 'sgd', averageDecay: null },
    await temporaryFolder(),
  );
  const told: Told = { epochs: [], messages: [] };
  const again = { ...task, runFolder: `${task.runFolder}-again` };
  expect(await pauseAfter(again, told, 4, 1)).toEqual({ status: 'paused', epochsDone: 3 });
  await rm(join(again.runFolder, 'model'), { recursive: true });
  expect(await resume(again, told)).toEqual(result);
  const { bestEpoch } = JSON.parse(await readFile(join(again.runFolder, 'model', 'nevus.json'), 'utf8')) as { bestEpoch: number };
  expect(bestEpoch).toBeLessThanOrEqual(headFirst.epochs);
});

test('between the stages a run goes on from the end of the first one, without features and without learning it again', async () => {
  const { result } = reference;
  const task = { ...reference.task, runFolder: `${reference.task.runFolder}-between` };
  const controller = new AbortController();
  const stopping = runTraining(task, {
    signal: controller.signal,
    onEvent: ({ name, payload }) => {
      if (name === 'engine.epochEnded' && payload.record.epoch === 2) controller.abort();
    },
  });
  await expect(stopping).rejects.toMatchObject({ code: 'cancelled', detail: { epochsDone: 2 } });
  expect((await readdir(join(task.runFolder, 'checkpoints'))).at(-1)).toBe('epoch-0003-batch-0000000.checkpoint');
  await rm(join(task.runFolder, 'features'), { recursive: true });
  const told: Told = { epochs: [], messages: [] };
  const stages: string[] = [];
  const { end } = await runTraining(
    { ...task, resume: true },
    {
      told,
      onEvent: ({ name, payload }) => {
        if (name === 'engine.prepared') stages.push(payload.stage);
      },
    },
  );
  expect(await resultOf(task.runFolder, end, told.epochs)).toEqual(result);
  expect(stages).toEqual([]);
});

test('where the second stage needs more memory than there is, it goes on with parts of batches from where the first one ended', async () => {
  const { task, told: whole } = reference;
  const createStep: CreateTrainingStep = (network, options) => {
    const step = createFastestStep(() => undefined)(network, options);
    const limit = network.frozenBackbone === null ? 8 : 16;
    return {
      ...step,
      step: (batch, order) =>
        explainOutOfMemory(batch.size, () => {
          if (batch.size > limit) throw new Error('OOM when allocating tensor');
          return step.step(batch, order);
        }),
    };
  };
  const options: ParsedTask['options'] = { ...task.options, whenOutOfMemory: 'halve' };
  const { end, told } = await runTraining({ ...task, options, runFolder: `${task.runFolder}-small` }, { createStep });
  expect(end).toMatchObject({ status: 'finished', epochsDone: 4 });
  expect(told.messages).toContain('Memory ran out. Training goes on with batches of 8, 2 of which make up one of 16.');
  expect(figuresOf(told).slice(0, 2)).toEqual(figuresOf(whole).slice(0, 2));
  const third = (each: Told): number => each.epochs[2]!.record.validationLoss;
  expect(Math.abs(third(told) - third(whole))).toBeLessThan(0.05 * third(whole));
});
