import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { planEpoch } from '../../../engine/data/epoch-plan.ts';
import { augmentedBatches } from '../../../engine/data/photograph-batches.ts';
import { PhotographPool } from '../../../engine/data/photograph-pool.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import { CheckpointFolder } from '../../../engine/training/checkpoint/checkpoint-folder.ts';
import { createFastestStep } from '../../../engine/training/compiled-step.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import { learningRateAt, momentOfBatch } from '../../../engine/training/schedule.ts';
import { explainOutOfMemory } from '../../../engine/training/out-of-memory.ts';
import { TeacherTargets } from '../../../engine/training/teacher-targets.ts';
import type { CreateTrainingStep, TrainingState } from '../../../engine/training/training-step.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { pauseAfter, resultOf, runTraining, smallTask } from '../../helpers/run-training.ts';
import type { ParsedTask, Told } from '../../helpers/run-training.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

vi.setConfig({ testTimeout: 300_000 });

const edge = 64;
const smallerFirst = [
  { imageSize: 32, epochs: 1 },
  { imageSize: 48, epochs: 1 },
];
const model = {
  architecture: 'mobilenet-v1',
  imageSize: edge,
  alpha: 0.25,
  weights: 'random',
  trainable: 'all',
  denseUnits: [16],
  dropout: 0.4,
};
const options = {
  model,
  smallerFirst,
  epochs: 4,
  learningRate: 1e-3,
  schedule: { kind: 'cosine', warmupEpochs: 1 },
  averageDecay: 0.8,
  accumulationSteps: 2,
  distillation: {},
  imbalance: 'none',
  augmentation: { zoom: 0.2, mixup: 0.4 },
};

let reference: { readonly task: ParsedTask; readonly told: Told; readonly result: unknown };
let folderOfReference: string;
beforeAll(async () => {
  await loadBackend('auto');
  folderOfReference = await mkdtemp(join(tmpdir(), 'nevus-sizes-'));
  const task = await smallTask(folderOfReference, options, edge);
  const { end, told } = await runTraining(task);
  reference = { task, told, result: await resultOf(task.runFolder, end, told.epochs) };
}, 300_000);
afterAll(() => rm(folderOfReference, { recursive: true, force: true }));

async function lastState({ runFolder }: ParsedTask): Promise<TrainingState> {
  const folder = new CheckpointFolder(runFolder);
  const [last] = await folder.list();
  return (await folder.read(last!)).state;
}

/** The same without the engine's loop: a network and a step for each size, and what one of them came to taken over by the next. */
async function trainByHand(task: ParsedTask): Promise<TrainingState> {
  const { options: parsed, pixels, train, classes } = task;
  const teacher = await TeacherTargets.ofTask(task);
  const networks: ReturnType<typeof buildNetwork>[] = [];
  let state: TrainingState | null = null;
  for (let epoch = 1; epoch <= parsed.epochs; epoch++) {
    const imageSize = [32, 48][epoch - 1] ?? edge;
    const network = buildNetwork({ ...parsed.model, imageSize }, classes.length, parsed.seed);
    networks.push(network);
    const step = createFastestStep(() => undefined)(network, { ...parsed, classShares: [1 / 3, 1 / 3, 1 / 3] });
    if (state !== null) await step.importState(state);
    const pool = new PhotographPool(pixels, train.rows, { threadCount: 0, edge: imageSize });
    const batches = augmentedBatches(pool, train.rows, train.labels, parsed.augmentation);
    const plan = planEpoch({ ...parsed, labels: train.labels, classCount: classes.length, epoch });
    const count = Math.ceil(plan.positions.length / parsed.batchSize);
    for (let number = 1; number <= count; number++) {
      const first = (number - 1) * parsed.batchSize;
      const batch = await batches.make(plan, first, Math.min(first + parsed.batchSize, plan.positions.length));
      const labels = Int32Array.from(batch.positions, (position) => train.labels[position]!);
      const rate = learningRateAt(parsed, momentOfBatch(epoch, number, count));
      const taught = { teacher: teacher!.take(batch.positions, batch.partners), weights: new Float32Array(batch.size).fill(1) };
      await step.step({ ...batch, ...taught, labels }, { rate, isUpdate: number % 2 === 0 || number === count });
    }
    state = await step.exportState();
    await pool.close();
    step.dispose();
  }
  for (const network of networks) network.dispose();
  return state!;
}

test('the same weights learn on from size to size, as if they were handed over by hand; the best epoch is one of the full size', async () => {
  const { task, told } = reference;
  expect(told.messages).toEqual([
    'From epoch 1 on photographs are shown at 32 x 32 pixels.',
    'From epoch 2 on photographs are shown at 48 x 48 pixels.',
    'From epoch 3 on photographs are shown at 64 x 64 pixels.',
  ]);
  expect(told.epochs.slice(0, 3).map(({ isBest }) => isBest)).toEqual([false, false, true]);
  const parsed = TrainingOptions.parse(task.options);
  expect(told.epochs.map(({ record }) => record.learningRate)).toEqual(
    [1, 2, 3, 4].map((epoch) => learningRateAt(parsed, momentOfBatch(epoch, 3, 3))),
  );
  const [byHand, byEngine] = [await trainByHand(task), await lastState(task)];
  expect(byEngine).toEqual(byHand);
});

const lossesOf = ({ epochs }: Told): number[] => epochs.flatMap(({ record }) => [record.trainLoss, record.validationLoss]);

test('a training that is paused in the first size, stopped at its end, paused before the last validation of the next and in the full size ends to the bit the same', async () => {
  const { result } = reference;
  const task = { ...reference.task, runFolder: `${reference.task.runFolder}-paused` };
  const tensors = tf.memory().numTensors;
  const told: Told = { epochs: [], messages: [] };
  expect(await pauseAfter(task, told, 1, 2)).toEqual({ status: 'paused', epochsDone: 0 });
  const stops = [{ epoch: 1, metric: 'loss' as const, bound: null }];
  expect((await runTraining({ ...task, resume: true, stops }, { told })).end).toEqual({ status: 'stopped', epochsDone: 1 });
  // Nothing was prepared for what does not come.
  expect(told.messages).not.toContain('From epoch 2 on photographs are shown at 48 x 48 pixels.');
  expect(await pauseAfter({ ...task, resume: true }, told, 2, 3)).toEqual({ status: 'paused', epochsDone: 1 });
  expect(await pauseAfter({ ...task, resume: true }, told, 3, 1)).toEqual({ status: 'paused', epochsDone: 2 });
  const { end } = await runTraining({ ...task, resume: true }, { told });
  expect(await resultOf(task.runFolder, end, told.epochs)).toEqual(result);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('operation by operation the sizes come to the same', async () => {
  const { task, told } = reference;
  const eager = await runTraining({ ...task, runFolder: `${task.runFolder}-eager` }, { createStep: createEagerStep });
  // Not nearer: Adam makes whole steps of gradients that are nothing but rounding.
  expect(relativeDifference(lossesOf(eager.told), lossesOf(told))).toBeLessThan(5e-2);
});

test('where the full size needs more memory than there is, it goes on with parts of batches from where the smaller ones ended', async () => {
  const { task, told: whole } = reference;
  const createStep: CreateTrainingStep = (network, asked) => {
    const step = createFastestStep(() => undefined)(network, asked);
    return {
      ...step,
      step: (batch, order) =>
        explainOutOfMemory(batch.size, () => {
          if (network.spec.imageSize === edge && batch.size > 8) throw new Error('OOM when allocating tensor');
          return step.step(batch, order);
        }),
    };
  };
  const halving: ParsedTask['options'] = { ...task.options, whenOutOfMemory: 'halve' };
  const { end, told } = await runTraining({ ...task, options: halving, runFolder: `${task.runFolder}-small` }, { createStep });
  expect(end).toMatchObject({ status: 'finished', epochsDone: 4 });
  expect(told.messages).toContain('Memory ran out. Training goes on with batches of 8, 2 of which make up one of 16.');
  expect(lossesOf(told).slice(0, 4)).toEqual(lossesOf(whole).slice(0, 4));
  expect(told.epochs).toHaveLength(4);
});

test('the best network of the head alone is written again while smaller photographs are shown, where it was lost', async () => {
  // What comes after the head makes everything worse.
  const worse = {
    headFirst: { epochs: 1, learningRate: 1e-3 },
    smallerFirst: [{ imageSize: 32, epochs: 1 }],
    epochs: 3,
    learningRate: 5,
    optimizer: 'sgd',
  };
  const task = await smallTask(await temporaryFolder(), { model: { ...model, imageSize: 48 }, ...worse }, 48);
  const undisturbed = await runTraining(task);
  expect(undisturbed.end).toMatchObject({ bestEpoch: 1 });
  expect(undisturbed.told.messages).toEqual(
    expect.arrayContaining([
      'In epoch 1 the head learns alone, on features of the frozen backbone, at a learning rate of 0.001.',
      'From epoch 2 on every layer is trained, at a learning rate of 5.',
      'From epoch 2 on photographs are shown at 32 x 32 pixels.',
      'From epoch 3 on photographs are shown at 48 x 48 pixels.',
    ]),
  );
  const told: Told = { epochs: [], messages: [] };
  const again = { ...task, runFolder: `${task.runFolder}-again` };
  expect(await pauseAfter(again, told, 2, 1)).toEqual({ status: 'paused', epochsDone: 1 });
  await rm(join(again.runFolder, 'model'), { recursive: true });
  const { end } = await runTraining({ ...again, resume: true }, { told });
  const resultOfBoth = [
    await resultOf(again.runFolder, end, told.epochs),
    await resultOf(task.runFolder, undisturbed.end, undisturbed.told.epochs),
  ];
  expect(resultOfBoth[0]).toEqual(resultOfBoth[1]);
});
