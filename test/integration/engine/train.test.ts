import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import type { TrainEnd } from '../../../common/contract/engine-protocol.ts';
import { TrainTask } from '../../../common/contract/engine-protocol.ts';
import type { EpochRecord } from '../../../common/domain/run.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { ModelPredictor } from '../../../engine/inference/model-predictor.ts';
import { predict } from '../../../engine/inference/predict.ts';
import { loadSavedModel } from '../../../engine/models/saved-model.ts';
import { createFastestStep } from '../../../engine/training/compiled-step.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import type { TrainingEvent } from '../../../engine/training/events.ts';
import { train } from '../../../engine/training/train.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { writeSyntheticPixels } from '../../helpers/synthetic-pixels.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 });

// TensorFlow where it is set up, else WebAssembly: both must pass.
beforeAll(async () => {
  await loadBackend('auto');
});

const classes = ['mel', 'bcc', 'nv'];
const smallMobileNet = { architecture: 'mobilenet-v1', imageSize: 32, alpha: 0.25, weights: 'random', denseUnits: [16] };

type Options = Partial<Record<keyof z.input<typeof TrainTask>['options'], unknown>>;

/** A task on easy photographs of three classes; every fourth one is for validation. */
async function makeTask(options: Options, count = 96, edge = 28): Promise<z.infer<typeof TrainTask>> {
  const folder = await temporaryFolder();
  const { pixels, labels } = await writeSyntheticPixels(folder, { count, edge, classCount: classes.length, rowsPerShard: 40 });
  const rows = labels.map((_, row) => row);
  const part = (isValidation: boolean): { rows: number[]; labels: number[] } => {
    const own = rows.filter((row) => (Math.floor(row / classes.length) % 4 === 0) === isValidation);
    return { rows: own, labels: own.map((row) => labels[row]!) };
  };
  const defaults = { model: { architecture: 'hmnist-cnn' }, batchSize: 16, epochs: 2, learningRate: 0.002 };
  return TrainTask.parse({
    runFolder: join(folder, 'run'),
    classes,
    options: { ...defaults, ...options },
    pixels,
    train: part(false),
    validation: part(true),
    backboneFolder: null,
    featureFolder: join(folder, 'features'),
  });
}

interface Finished {
  readonly outcome: Extract<TrainEnd, { status: 'finished' }>;
  readonly events: TrainingEvent[];
  readonly epochs: EpochRecord[];
}

/** The way that the engine trains; what has to fall back from it fails here. */
const fastestStep = createFastestStep((message) => {
  throw new Error(message);
});

async function run(
  task: z.infer<typeof TrainTask>,
  signal = new AbortController().signal,
  onEvent?: (event: TrainingEvent) => void,
  createStep = fastestStep,
): Promise<Finished> {
  const events: TrainingEvent[] = [];
  const training = train(task, createStep, signal);
  for (let step = await training.next(); ; step = await training.next()) {
    if (step.done === true) {
      if (step.value.status !== 'finished') throw new Error('nobody paused it');
      const epochs = events.flatMap((event) => (event.name === 'engine.epochEnded' ? [event.payload.record] : []));
      return { outcome: step.value, events, epochs };
    }
    events.push(step.value);
    onEvent?.(step.value);
  }
}

/** What does not depend on the clock. */
function numbersOf(epochs: readonly EpochRecord[]): number[] {
  return epochs.flatMap(({ trainLoss, trainAccuracy, validationLoss, validationBalancedAccuracy }) => [
    trainLoss,
    trainAccuracy,
    validationLoss,
    validationBalancedAccuracy,
  ]);
}

test('a separable problem is learned, the best epoch is kept and predicts what it promised', async () => {
  const task = await makeTask({ epochs: 8, imbalance: 'oversample' });
  const tensorsBefore = tf.memory().numTensors;
  const { outcome, epochs, events } = await run(task);
  expect(tf.memory().numTensors).toBe(tensorsBefore);
  expect(Math.max(...epochs.map((epoch) => epoch.validationBalancedAccuracy))).toBeGreaterThan(0.95);
  expect(epochs[outcome.bestEpoch - 1]!.validationBalancedAccuracy).toBe(
    Math.max(...epochs.map((epoch) => epoch.validationBalancedAccuracy)),
  );
  expect(events.filter((event) => event.name === 'engine.batchEnded')).toHaveLength(8 * Math.ceil(72 / 16));
  expect(outcome.weightCount).toBe(504_103 - 4 * 33);

  const { model, facts } = await loadSavedModel(join(task.runFolder, 'model'));
  expect(facts).toMatchObject({ classes, bestEpoch: outcome.bestEpoch, weightCount: outcome.weightCount });
  const told: number[] = [];
  const predictor = new ModelPredictor(model);
  const { pixels, validation } = task;
  const { probabilities: again } = await predict(
    { predictor, facts: null },
    { pixels, rows: validation.rows, batchSize: 10, views: 1 },
    new AbortController().signal,
    (done) => told.push(done),
  );
  expect(told).toEqual([10, 20, 24]);
  expect(relativeDifference(again.flat(), outcome.validationProbabilities.flat())).toBeLessThan(1e-5);
  for (const row of again) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  expect(predictor.obstacle).toBeNull();
  predictor.dispose();
  model.dispose();
});

test('the same seed gives the same numbers, another one others', async () => {
  const task = await makeTask({ seed: 5 });
  const first = numbersOf((await run(task)).epochs);
  expect(numbersOf((await run(task)).epochs)).toEqual(first);
  expect(numbersOf((await run({ ...task, options: { ...task.options, seed: 6 } })).epochs)).not.toEqual(first);
});

test.for([
  ['a small network', { imbalance: 'class-weights', optimizer: 'rmsprop' }, 28],
  ['the head of a frozen backbone', { model: smallMobileNet, optimizer: 'sgd' }, 32],
  [
    'a small network with everything changed and mixed',
    { imbalance: 'balanced-batches', augmentation: { rotationDegrees: 180, zoom: 0.2, contrast: 0.3, hue: 0.1, mixup: 0.4, cutmix: 1 } },
    28,
  ],
] as const)('%s learns the same without a graph', async ([, options, edge], context) => {
  if (tf.getBackend() !== 'tensorflow') context.skip('only TensorFlow compiles');
  const task = await makeTask({ ...options, learningRate: 1e-4 }, 70, edge);
  const compiled = await run(task);
  const eager = await run(task, undefined, undefined, createEagerStep);
  expect(relativeDifference(numbersOf(compiled.epochs), numbersOf(eager.epochs))).toBeLessThan(1e-3);
  const probabilities = compiled.outcome.validationProbabilities.flat();
  expect(relativeDifference(probabilities, eager.outcome.validationProbabilities.flat())).toBeLessThan(2e-3);
});

test('a cancel is heard at the next batch and keeps the best epoch', async () => {
  const task = await makeTask({ epochs: 50 });
  const controller = new AbortController();
  let batchesAfter = 0;
  const training = run(task, controller.signal, (event) => {
    if (controller.signal.aborted) batchesAfter++;
    if (event.name === 'engine.batchEnded' && event.payload.epoch === 2) controller.abort();
  });
  await expect(training).rejects.toMatchObject({ code: 'cancelled', detail: { epochsDone: 1, bestEpoch: 1 } });
  expect(batchesAfter).toBe(0);
  const { model, facts } = await loadSavedModel(join(task.runFolder, 'model'));
  expect(facts.bestEpoch).toBe(1);
  model.dispose();
});

test('a loss that is no number stops the run and leaves no half-trained network', async () => {
  const task = await makeTask({ learningRate: 10, optimizer: 'sgd', epochs: 30 });
  const failure = await run(task).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AppError);
  expect(failure).toMatchObject({ code: 'loss-not-finite', message: expect.stringContaining('smaller learning rate') as string });
  const { bestEpoch } = (failure as AppError).detail as { bestEpoch: number };
  expect(existsSync(join(task.runFolder, 'model'))).toBe(bestEpoch > 0);
});

test('early stopping ends a run that gets no better', async () => {
  const task = await makeTask({ epochs: 30, learningRate: 1e-9, earlyStopping: { metric: 'accuracy', patience: 2 } });
  const { outcome } = await run(task);
  expect(outcome).toMatchObject({ stoppedEarly: true });
  expect(outcome.epochsDone).toBeLessThan(30);
});

test('a frozen backbone is run once, its features train the head, and the whole network is saved', async () => {
  const task = await makeTask({ model: smallMobileNet, epochs: 3 }, 48, 32);
  const { outcome, events } = await run(task);
  const prepared = events.filter((event) => event.name === 'engine.prepared');
  expect(prepared.at(-1)?.payload).toEqual({ stage: 'Computing features', done: 2 * 36 + 12, total: 2 * 36 + 12 });
  expect(await readdir(task.runFolder)).toEqual(['checkpoints', 'model']);
  const { model } = await loadSavedModel(join(task.runFolder, 'model'));
  const predictor = new ModelPredictor(model);
  const { pixels, validation } = task;
  const { probabilities: again } = await predict(
    { predictor, facts: null },
    { pixels, rows: validation.rows, batchSize: 64, views: 1 },
    new AbortController().signal,
    () => undefined,
  );
  expect(relativeDifference(again.flat(), outcome.validationProbabilities.flat())).toBeLessThan(1e-4);
  predictor.dispose();
  model.dispose();
});

test('a cancel while features are computed leaves nothing behind', async () => {
  const task = await makeTask({ model: smallMobileNet }, 48, 32);
  const controller = new AbortController();
  const training = run(task, controller.signal, () => controller.abort());
  await expect(training).rejects.toMatchObject({ code: 'cancelled' });
  expect(existsSync(join(task.runFolder, 'model'))).toBe(false);
});

test('every layer of a MobileNet can be trained', async (context) => {
  if (tf.getBackend() === 'wasm') context.skip('WebAssembly has no gradients of depthwise convolutions');
  const task = await makeTask({ model: { ...smallMobileNet, trainable: 'all', dropout: 0 }, epochs: 8, learningRate: 0.01 }, 96, 32);
  const { epochs } = await run(task);
  expect(epochs.at(-1)!.trainLoss).toBeLessThan(0.6 * epochs[0]!.trainLoss);
});

test.for([
  [
    'photographs of another size',
    (task: z.infer<typeof TrainTask>) => ({ ...task, pixels: { ...task.pixels, height: 27 } }),
    'invalid-input',
  ],
  ['an empty validation part', (task: z.infer<typeof TrainTask>) => ({ ...task, validation: { rows: [], labels: [] } }), 'invalid-input'],
  ['a label without a class', (task: z.infer<typeof TrainTask>) => ({ ...task, classes: ['mel', 'bcc'] }), 'invalid-input'],
  [
    'epochs that are judged by malignant photographs, of which there are none,',
    (task: z.infer<typeof TrainTask>) => ({
      ...task,
      options: { ...task.options, bestBy: 'malignantRecall' as const },
      validation: { ...task.validation, labels: task.validation.labels.map(() => task.classes.indexOf('nv')) },
    }),
    'invalid-input',
  ],
  [
    'rows that are not in the cache',
    (task: z.infer<typeof TrainTask>) => ({ ...task, train: { rows: [0, 500], labels: [0, 1] } }),
    'cache-damaged',
  ],
] as const)('%s are refused before anything starts', async ([, change, code]) => {
  const task = change(await makeTask({}));
  await expect(run(task)).rejects.toMatchObject({ code });
  expect(existsSync(task.runFolder)).toBe(false);
});

test('ImageNet weights that were not imported are asked for', async () => {
  const task = await makeTask({ model: { ...smallMobileNet, weights: 'imagenet' } }, 48, 32);
  await expect(run(task)).rejects.toMatchObject({
    code: 'weights-missing',
    message: expect.stringContaining('nevus weights import') as string,
  });
});

test('a run with every way of learning switched on learns, and keeps the averages that it was validated with', async () => {
  const schedule = { kind: 'cosine', warmupEpochs: 1, finalShare: 0.1 };
  const update = { optimizer: 'adamw', weightDecay: 0.004, gradientClipNorm: 1, averageDecay: 0.9, accumulationSteps: 2, schedule };
  const loss = { loss: 'focal', labelSmoothing: 0.05, imbalance: 'effective-number' };
  const task = await makeTask({ epochs: 9, batchSize: 8, learningRate: 0.004, ...update, ...loss, augmentation: { mixup: 0.2 } });
  const { outcome, epochs } = await run(task);
  expect(epochs[outcome.bestEpoch - 1]!.validationBalancedAccuracy).toBeGreaterThan(0.8);
  // At the last of nine batches, which makes an update alone.
  const cosine = (done: number): number => 0.1 + 0.45 * (1 + Math.cos((Math.PI * (done - 1)) / 8));
  epochs.forEach(({ epoch, learningRate }) => {
    const done = epoch - 0.5 / 9;
    expect(learningRate).toBeCloseTo(0.004 * (epoch === 1 ? done : cosine(done)), 9);
  });
  const { model } = await loadSavedModel(join(task.runFolder, 'model'));
  const predictor = new ModelPredictor(model);
  const { pixels, validation } = task;
  const { probabilities: again } = await predict(
    { predictor, facts: null },
    { pixels, rows: validation.rows, batchSize: 24, views: 1 },
    new AbortController().signal,
    () => undefined,
  );
  expect(relativeDifference(again.flat(), outcome.validationProbabilities.flat())).toBeLessThan(1e-5);
  predictor.dispose();
  model.dispose();
});
