import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { TrainTask } from '../../../common/contract/engine-protocol.ts';
import type { TrainEnd } from '../../../common/contract/engine-protocol.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import type { TrainingEvent } from '../../../engine/training/events.ts';
import { train } from '../../../engine/training/train.ts';
import { writeSyntheticPixels } from '../../helpers/synthetic-pixels.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  await loadBackend('auto');
});

type Task = z.infer<typeof TrainTask>;

const model = { architecture: 'mobilenet-v1', imageSize: 32, alpha: 0.25, weights: 'random', denseUnits: [8] };
const augmentation = { rotationDegrees: 90, zoom: 0.2, brightness: 0.2, mixup: 0.3 };
const trainCount = 70;
const validationCount = 20;

async function makeTask(options: object = {}): Promise<Task> {
  const folder = await temporaryFolder();
  const count = trainCount + validationCount;
  const { pixels, labels } = await writeSyntheticPixels(folder, { count, edge: 32, classCount: 3 });
  const part = (from: number, to: number): { rows: number[]; labels: number[] } => {
    const rows = labels.map((_, row) => row).slice(from, to);
    return { rows, labels: rows.map((row) => labels[row]!) };
  };
  return TrainTask.parse({
    runFolder: join(folder, 'run'),
    classes: ['mel', 'bcc', 'nv'],
    options: { model, batchSize: 16, epochs: 2, augmentation, featureVariants: 3, ...options },
    pixels,
    train: part(0, trainCount),
    validation: part(trainCount, count),
    backboneFolder: null,
    featureFolder: join(folder, 'features'),
  });
}

interface Finished {
  readonly end: TrainEnd;
  /** Photographs that went through the backbone. */
  readonly computed: number;
  readonly losses: number[];
}

async function run(task: Task, signal = new AbortController().signal, onEvent?: (event: TrainingEvent) => void): Promise<Finished> {
  let computed = 0;
  const losses: number[] = [];
  // The head is not what is tested; compiling it would take most of the time.
  const training = train(task, createEagerStep, signal);
  for (let step = await training.next(); ; step = await training.next()) {
    if (step.done === true) return { end: step.value, computed, losses };
    const event = step.value;
    if (event.name === 'engine.prepared' && event.payload.stage === 'Computing features') computed = event.payload.done;
    if (event.name === 'engine.epochEnded') losses.push(event.payload.record.trainLoss, event.payload.record.validationLoss);
    onEvent?.(event);
  }
}

/** The files of features of the one backbone. */
async function featureFiles({ featureFolder }: Task): Promise<string[]> {
  const [backbone, ...others] = await readdir(featureFolder!);
  expect(others).toEqual([]);
  const folder = join(featureFolder!, backbone!);
  return (await readdir(folder)).map((name) => join(folder, name));
}

const all = 3 * trainCount + validationCount;

test('features are computed once: the same run again starts at once and learns the same', async () => {
  const task = await makeTask();
  const first = await run(task);
  expect(first.computed).toBe(all);
  const again = await run(task);
  expect(again.computed).toBe(0);
  expect(again.losses).toEqual(first.losses);
});

test('of other options and another split only what is new is computed', async () => {
  const task = await makeTask({ augmentation: { flips: true, rotations: true }, featureVariants: 2 });
  expect((await run(task)).computed).toBe(2 * trainCount + validationCount);
  const { train: one, validation: other, options } = task;
  const swapped = {
    ...task,
    train: { rows: [...other.rows, ...one.rows.slice(20)], labels: [...other.labels, ...one.labels.slice(20)] },
    validation: { rows: one.rows.slice(0, 20), labels: one.labels.slice(0, 20) },
  };
  // One more variant of the 20 that are new in training.
  expect((await run(swapped)).computed).toBe(validationCount);
  const seeded = { ...task, options: { ...options, epochs: 3, learningRate: 0.01, batchSize: 8 } };
  expect((await run(seeded)).computed).toBe(0);
});

test('a run that is stopped while features are computed goes on there, to the same numbers', async () => {
  const task = await makeTask();
  const whole = await run({ ...task, featureFolder: join(task.runFolder, '..', 'others') });
  const controller = new AbortController();
  let seen = 0;
  const stopped = run(task, controller.signal, (event) => {
    if (event.name === 'engine.prepared' && event.payload.stage === 'Computing features' && ++seen === 3) controller.abort();
  });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  // As if it had been killed in the middle of a write.
  const [file] = await featureFiles(task);
  await truncate(file!, (await readFile(file!)).length - 100);
  const rest = await run(task);
  expect(rest.computed).toBe(all - 2 * 32);
  expect(rest.losses).toEqual(whole.losses);
});

test('damaged features are noticed and computed anew', async () => {
  const task = await makeTask();
  const first = await run(task);
  const [file] = await featureFiles(task);
  const bytes = await readFile(file!);
  bytes[1000]! ^= 0x10;
  await writeFile(file!, bytes);
  const again = await run(task);
  expect(again.computed).toBe(1);
  again.losses.forEach((loss, index) => expect(loss).toBeCloseTo(first.losses[index]!, 5));
  expect((await run(task)).computed).toBe(0);
});

test('the same photograph twice is computed once', async () => {
  const task = await makeTask({ featureVariants: 1, epochs: 1 });
  const { rows, labels } = task.train;
  const doubled = { ...task, train: { rows: [...rows, ...rows.slice(0, 5)], labels: [...labels, ...labels.slice(0, 5)] } };
  expect((await run(doubled)).computed).toBe(trainCount + validationCount);
});

test('three splits of one dataset compute features once, and learn what they would have learned alone', async () => {
  const task = await makeTask({ featureVariants: 1, epochs: 1 });
  const rows = [...task.train.rows, ...task.validation.rows];
  const labels = [...task.train.labels, ...task.validation.labels];
  const split = (from: number): Task => {
    const isHeld = (place: number): boolean => place >= from && place < from + validationCount;
    const pick = (held: boolean): { rows: number[]; labels: number[] } => ({
      rows: rows.filter((_, place) => isHeld(place) === held),
      labels: labels.filter((_, place) => isHeld(place) === held),
    });
    return { ...task, runFolder: join(task.runFolder, '..', `run-${from}`), train: pick(false), validation: pick(true) };
  };
  const shared: Finished[] = [];
  for (const from of [0, 30, 60]) shared.push(await run(split(from)));
  expect(shared.map(({ computed }) => computed)).toEqual([rows.length, 0, 0]);
  const alone = await run({ ...split(60), featureFolder: join(task.runFolder, '..', 'features-alone') });
  expect(alone.computed).toBe(rows.length);
  alone.losses.forEach((loss, index) => expect(loss).toBeCloseTo(shared[2]!.losses[index]!, 5));
});

test('another backbone has features of its own', async () => {
  const task = await makeTask({ epochs: 1 });
  await run(task);
  const other = await run({ ...task, options: { ...task.options, seed: 2 } });
  expect(other.computed).toBe(all);
  expect(await readdir(task.featureFolder!)).toHaveLength(2);
});
