import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test, vi } from 'vitest';
import type { AppError } from '../../../common/errors/app-error.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { createFastestStep } from '../../../engine/training/compiled-step.ts';
import { explainOutOfMemory } from '../../../engine/training/out-of-memory.ts';
import type { CreateTrainingStep } from '../../../engine/training/training-step.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { resultOf, runTraining, smallTask } from '../../helpers/run-training.ts';
import type { ParsedTask, Told } from '../../helpers/run-training.ts';
import { smallDisk } from '../../helpers/small-disk.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

vi.setConfig({ testTimeout: 120_000 });

// TensorFlow where it is set up, else WebAssembly: both must pass.
beforeAll(async () => {
  await loadBackend('auto');
});

const afterEveryBatch = { checkpointMinutes: 1e-6 };
const frozenHead = { architecture: 'mobilenet-v1', imageSize: 32, alpha: 0.25, weights: 'random', denseUnits: [16], dropout: 0.4 };

/** A task, and what it comes to where nothing disturbs it. */
async function undisturbed(options: object, edge?: number): Promise<{ task: ParsedTask; result: unknown }> {
  const task = await smallTask(await temporaryFolder(), options, edge);
  const runFolder = `${task.runFolder}-undisturbed`;
  const { end, told } = await runTraining({ ...task, runFolder });
  return { task, result: await resultOf(runFolder, end, told.epochs) };
}

/** Trains until a batch has ended, then pauses. */
async function pauseAfter(task: ParsedTask, epoch: number, batch: number): Promise<Told> {
  const controller = new AbortController();
  const { end, told } = await runTraining(task, {
    surroundings: { pause: controller.signal },
    onEvent: ({ name, payload }) => {
      if (name === 'engine.batchEnded' && payload.epoch === epoch && payload.batch === batch) controller.abort();
    },
  });
  expect(end).toEqual({ status: 'paused', epochsDone: epoch - 1 });
  return told;
}

async function resume(task: ParsedTask, told: Told): Promise<unknown> {
  const { end } = await runTraining({ ...task, resume: true }, { told });
  return resultOf(task.runFolder, end, told.epochs);
}

async function checkpoints({ runFolder }: ParsedTask): Promise<string[]> {
  return (await readdir(join(runFolder, 'checkpoints'))).sort();
}

test.for([
  [
    'with averages, a schedule and gathered batches',
    { averageDecay: 0.9, accumulationSteps: 2, schedule: { kind: 'cosine' }, optimizer: 'adamw' },
    28,
  ],
  [
    'with augmented photographs and a teacher',
    { augmentation: { rotationDegrees: 20, mixup: 0.4, hue: 0.1 }, imbalance: 'oversample', distillation: { temperature: 3 } },
    28,
  ],
  ['of a frozen backbone with a teacher', { model: frozenHead, optimizer: 'rmsprop', distillation: {}, augmentation: { mixup: 0.2 } }, 32],
] as const)(
  'a training %s is paused in the middle of an epoch and at the end of one, and ends to the bit the same',
  async ([, options, edge]) => {
    const { task, result } = await undisturbed(options, edge);
    const tensors = tf.memory().numTensors;
    const told = await pauseAfter(task, 1, 2);
    expect(await checkpoints(task)).toEqual(['epoch-0001-batch-0000002.checkpoint']);
    const controller = new AbortController();
    const { end } = await runTraining(
      { ...task, resume: true },
      {
        told,
        surroundings: { pause: controller.signal },
        onEvent: ({ name, payload }) => {
          if (name === 'engine.resumed') expect(payload).toEqual({ epoch: 1, batch: 2, epochs: [] });
          if (name === 'engine.batchEnded' && payload.epoch === 2 && payload.batch === payload.batchCount) controller.abort();
        },
      },
    );
    expect(end).toEqual({ status: 'paused', epochsDone: 1 });
    expect(await resume(task, told)).toEqual(result);
    // Once more, over its end: there is nothing to be done.
    expect(await resume(task, told)).toEqual(result);
    expect(tf.memory().numTensors).toBe(tensors);
  },
);

test('the last two checkpoints and that of the best epoch are kept, and a new start removes them', async () => {
  const task = await smallTask(await temporaryFolder(), { ...afterEveryBatch, epochs: 4 });
  const { labels } = task.validation;
  let evaluations = 0;
  /** Sure and right after the first epoch, without an opinion later. */
  const judge = (): Float32Array => {
    const [right, wrong] = ++evaluations === 1 ? [0.9, 0.05] : [1 / 3, 1 / 3];
    return Float32Array.from(labels.flatMap((label) => task.classes.map((_, index) => (index === label ? right : wrong))));
  };
  const createStep: CreateTrainingStep = (network, options) => ({
    ...createFastestStep(() => undefined)(network, options),
    predict: () => Promise.resolve(judge()),
  });
  const { end } = await runTraining(task, { createStep });
  expect(end).toMatchObject({ bestEpoch: 1, epochsDone: 4 });
  expect(await checkpoints(task)).toEqual([
    'epoch-0002-batch-0000000.checkpoint',
    'epoch-0004-batch-0000003.checkpoint',
    'epoch-0005-batch-0000000.checkpoint',
  ]);
  const controller = new AbortController();
  const starting = runTraining(task, {
    signal: controller.signal,
    onEvent: ({ name }) => {
      if (name === 'engine.batchEnded') controller.abort();
    },
  });
  await expect(starting).rejects.toMatchObject({ code: 'cancelled' });
  expect(await checkpoints(task)).toEqual(['epoch-0001-batch-0000001.checkpoint']);
});

test('a damaged checkpoint is passed over, a lost network is written again, and nothing is lost by it', async () => {
  const { task, result } = await undisturbed(afterEveryBatch);
  const told = await pauseAfter(task, 3, 2);
  const [best, before, newest] = (await checkpoints(task)).map((name) => join(task.runFolder, 'checkpoints', name)) as [
    string,
    string,
    string,
  ];
  const bytes = await readFile(newest);
  bytes[bytes.length - 100]! ^= 1;
  await writeFile(newest, bytes);
  await rm(join(task.runFolder, 'model'), { recursive: true });
  expect(await resume(task, told)).toEqual(result);
  expect(told.messages).toContain(
    'The checkpoint in epoch 3 after batch 2 is damaged (it does not match its checksum); it is passed over.',
  );
  for (const file of [best, before, newest]) await rm(file, { force: true });

  // No whole checkpoint at all: from the start.
  const again = await pauseAfter({ ...task, runFolder: `${task.runFolder}-again` }, 2, 1);
  const folder = join(`${task.runFolder}-again`, 'checkpoints');
  for (const name of await readdir(folder)) await truncate(join(folder, name), 1000);
  expect(await resume({ ...task, runFolder: `${task.runFolder}-again` }, again)).toEqual(result);
  expect(again.messages.filter((message) => message.includes('is damaged (it'))).toHaveLength(2);
});

test('checkpoints of another task are refused and kept', async () => {
  const task = await smallTask(await temporaryFolder(), {});
  await pauseAfter(task, 2, 1);
  const kept = await checkpoints(task);
  const refused = (other: Partial<ParsedTask>): Promise<unknown> => runTraining({ ...task, resume: true, ...other });
  await expect(refused({ options: { ...task.options, learningRate: 0.1 } })).rejects.toMatchObject({
    code: 'conflict',
    message:
      'This run cannot be resumed: its checkpoints were made with other options. They are left as they are; start a new run instead.',
  });
  const { rows, labels } = task.train;
  await expect(refused({ train: { rows: rows.slice(1), labels: labels.slice(1) } })).rejects.toMatchObject({
    message: expect.stringContaining('on other photographs') as string,
  });
  expect(await checkpoints(task)).toEqual(kept);
  // What has no influence on the numbers may be another.
  const { end, told } = await runTraining(
    { ...task, resume: true, options: { ...task.options, checkpointMinutes: 3 } },
    { surroundings: { engine: 'another engine' } },
  );
  expect(end).toMatchObject({ status: 'finished' });
  expect(told.messages).toEqual([expect.stringContaining('from here on another engine: the last digits may differ')]);
});

/** The fastest step, on a device with memory for so many photographs. */
function stepFor(limit: number): CreateTrainingStep {
  const create = createFastestStep((message) => {
    throw new Error(message);
  });
  return (network, options) => {
    const step = create(network, options);
    return {
      ...step,
      step: (batch, order) =>
        explainOutOfMemory(batch.size, () => {
          if (batch.size > limit) throw new Error('OOM when allocating tensor');
          return step.step(batch, order);
        }),
    };
  };
}

test('where memory runs out, a training stops and names the size that fits, or goes on with parts of batches', async () => {
  // Without batch normalisation, which sees the parts only.
  const options = { model: { architecture: 'nine-class-baseline', imageSize: 32 }, learningRate: 1e-4, averageDecay: 0.9 };
  const { task, result } = await undisturbed(options, 32);
  await expect(runTraining(task, { createStep: stepFor(5) })).rejects.toMatchObject({
    code: 'out-of-memory',
    message: expect.stringContaining(
      'a batch of 16 photographs. The best epoch so far is kept. One of 4 fits: start again with a batch size of 4',
    ) as string,
    detail: { batchSize: 16, fittingBatchSize: 4, epochsDone: 0, bestEpoch: 0 },
  });

  const halving: ParsedTask = { ...task, options: { ...task.options, whenOutOfMemory: 'halve' } };
  const { end, told } = await runTraining(halving, { createStep: stepFor(5) });
  expect(told.messages).toContain('Memory ran out. Training goes on with batches of 4, 4 of which make up one of 16.');
  const split = (await resultOf(task.runFolder, end, told.epochs)) as typeof whole;
  const whole = result as { timeless: Told['epochs'] };
  const losses = ({ timeless }: { timeless: Told['epochs'] }): number[] =>
    timeless.flatMap(({ record }) => [record.trainLoss, record.validationLoss, record.trainAccuracy]);
  expect(relativeDifference(losses(split), losses(whole))).toBeLessThan(1e-4);

  // The parts outlast a pause.
  const runFolder = `${task.runFolder}-paused`;
  const controller = new AbortController();
  const paused = await runTraining(
    { ...halving, runFolder },
    {
      createStep: stepFor(5),
      surroundings: { pause: controller.signal },
      onEvent: ({ name, payload }) => {
        if (name === 'engine.batchEnded' && payload.epoch === 2 && payload.batch === 5) controller.abort();
      },
    },
  );
  expect(paused.end).toEqual({ status: 'paused', epochsDone: 1 });
  const resumed = await runTraining({ ...halving, runFolder, resume: true }, { createStep: stepFor(5), told: paused.told });
  expect(await resultOf(runFolder, resumed.end, resumed.told.epochs)).toEqual(split);
});

test('a loss that leaves the numbers after a resume says when it began, and keeps the best', async () => {
  const task = await smallTask(await temporaryFolder(), { optimizer: 'sgd', epochs: 6 });
  await pauseAfter(task, 2, 2);
  const breaking: CreateTrainingStep = (network, options) => {
    const step = createFastestStep(() => undefined)(network, options);
    let batches = 0;
    return { ...step, step: (batch, order) => step.step(batch, ++batches < 4 ? order : { rate: 1e30, isUpdate: true }) };
  };
  const error = await runTraining({ ...task, resume: true }, { createStep: breaking }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'loss-not-finite',
    message: expect.stringMatching(/in epoch 3, batch [23]|after epoch 3/) as string,
    detail: { epochsDone: 2, bestEpoch: expect.any(Number) as number },
  });
  const { bestEpoch } = (error as AppError).detail as { bestEpoch: number };
  expect(bestEpoch).toBeGreaterThan(0);
  expect(JSON.parse(await readFile(join(task.runFolder, 'model', 'nevus.json'), 'utf8'))).toMatchObject({ bestEpoch });
});

test('a clock that is put forward and back changes nothing', async () => {
  const { task, result } = await undisturbed({ checkpointMinutes: 60 });
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    let years = 0;
    const { end, told } = await runTraining(task, { onEvent: () => vi.setSystemTime(new Date(2026 + (years++ % 2 === 0 ? 40 : -30), 1)) });
    expect(await resultOf(task.runFolder, end, told.epochs)).toEqual(result);
    for (const { record } of told.epochs) expect(record.durationMs).toBeLessThan(120_000);
    // None between the ends of epochs, however late it seemed to be.
    expect((await checkpoints(task)).every((name) => name.includes('batch-0000000'))).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('photographs that are cut off under a run stop it with a sentence; with them back, it goes on', async () => {
  const { task, result } = await undisturbed({ epochs: 2 });
  const told = await pauseAfter(task, 1, 2);
  const [shard] = task.pixels.shards as [string];
  const bytes = await readFile(shard);
  await truncate(shard, 20_000);
  await expect(runTraining({ ...task, resume: true })).rejects.toMatchObject({ code: 'cache-damaged' });
  await rm(shard);
  await expect(runTraining({ ...task, resume: true })).rejects.toMatchObject({ code: 'cache-damaged' });
  await writeFile(shard, bytes);
  expect(await resume(task, told)).toEqual(result);
});

test('a disk that is full when a checkpoint is due keeps those before it, and the run goes on when there is room', async (context) => {
  const { task: elsewhere, result } = await undisturbed(afterEveryBatch);
  const disk = join(await temporaryFolder(), 'disk');
  const resize = await smallDisk(context, disk, 64);
  const task = { ...elsewhere, runFolder: join(disk, 'run') };
  const told: Told = { epochs: [], messages: [] };
  const filling = runTraining(task, {
    told,
    onEvent: ({ name, payload }) => {
      // Room for what is there, and half of what is to come.
      if (name === 'engine.batchEnded' && payload.epoch === 2 && payload.batch === 2) resize(5);
    },
  });
  await expect(filling).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringContaining('A checkpoint of the run could not be written: the disk is full. The checkpoint before it') as string,
  });
  const left = await checkpoints(task);
  expect(left).toEqual(['epoch-0002-batch-0000000.checkpoint', 'epoch-0002-batch-0000001.checkpoint']);
  resize(64);
  expect(await resume(task, told)).toEqual(result);
});
