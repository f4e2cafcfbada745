import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { EpochReport, TeacherAnswers, TrainEnd } from '../../common/contract/engine-protocol.ts';
import { TrainTask } from '../../common/contract/engine-protocol.ts';
import { createFastestStep } from '../../engine/training/compiled-step.ts';
import type { TrainingEvent } from '../../engine/training/events.ts';
import { train } from '../../engine/training/train.ts';
import type { TrainingSurroundings } from '../../engine/training/train.ts';
import type { CreateTrainingStep } from '../../engine/training/training-step.ts';
import { writeSyntheticPixels } from './synthetic-pixels.ts';

export type ParsedTask = z.infer<typeof TrainTask>;

const classes = ['mel', 'bcc', 'nv'];

/** A task on easy photographs of three classes, a third of them for validation, with a teacher where the options distil; `<folder>/run` is its run's folder. */
export async function smallTask(folder: string, options: object, edge = 28): Promise<ParsedTask> {
  const { pixels, labels } = await writeSyntheticPixels(folder, { count: 72, edge, classCount: classes.length });
  const rows = labels.map((_, row) => row);
  const small = { model: { architecture: 'hmnist-cnn', width: 0.5 }, batchSize: 16, epochs: 3, learningRate: 0.002, bestBy: 'loss' };
  const learned = labels.slice(24);
  return TrainTask.parse({
    runFolder: join(folder, 'run'),
    classes,
    options: { ...small, ...options },
    pixels,
    train: { rows: rows.slice(24), labels: learned },
    validation: { rows: rows.slice(0, 24), labels: labels.slice(0, 24) },
    backboneFolder: null,
    teacher: 'distillation' in options ? await writeAnswers(folder, learned) : null,
  });
}

/** A teacher that takes each class for the next one, nine times in ten. */
async function writeAnswers(folder: string, labels: readonly number[]): Promise<TeacherAnswers> {
  const rows = labels.flatMap((label) => classes.map((_, index) => (index === (label + 1) % classes.length ? 0.9 : 0.05)));
  const values = new Uint8Array(Float32Array.from(rows).buffer);
  const file = join(folder, 'answers.bin');
  await writeFile(file, Buffer.concat([Buffer.from('head'), values]));
  return { name: 'Contrary', file, firstByte: 4, sha256: createHash('sha256').update(values).digest('hex') };
}

/** What a host would have stored of a training. */
export interface Told {
  epochs: EpochReport[];
  readonly messages: string[];
}

interface Watching {
  readonly createStep?: CreateTrainingStep;
  readonly surroundings?: TrainingSurroundings;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainingEvent) => void;
  /** What was told before, by the same run. */
  readonly told?: Told;
}

/** Trains in this process. A step that cannot be compiled is an error here. */
export async function runTraining(task: ParsedTask, watching: Watching = {}): Promise<{ end: TrainEnd; told: Told }> {
  const { surroundings, onEvent, told = { epochs: [], messages: [] } } = watching;
  const fastest = createFastestStep((message) => {
    throw new Error(message);
  });
  const signal = watching.signal ?? new AbortController().signal;
  const training = train(task, watching.createStep ?? fastest, signal, surroundings);
  for (let step = await training.next(); ; step = await training.next()) {
    if (step.done === true) return { end: step.value, told };
    const { name, payload } = step.value;
    if (name === 'engine.resumed') told.epochs = [...payload.epochs];
    if (name === 'engine.epochEnded') told.epochs.push(payload);
    if (name === 'engine.logged') told.messages.push(payload.message);
    onEvent?.(step.value);
  }
}

/** Trains, or goes on, until a batch has ended, then pauses. */
export async function pauseAfter(task: ParsedTask, told: Told, epoch: number, batch: number): Promise<TrainEnd> {
  const controller = new AbortController();
  const { end } = await runTraining(task, {
    told,
    surroundings: { pause: controller.signal },
    onEvent: ({ name, payload }) => {
      if (name === 'engine.batchEnded' && payload.epoch === epoch && payload.batch === batch) controller.abort();
    },
  });
  return end;
}

/** All that must be the same, to the bit, however a run came to its end. */
export async function resultOf(runFolder: string, end: TrainEnd, epochs: readonly EpochReport[]): Promise<unknown> {
  const timeless = epochs.map(({ record, ...report }) => ({
    ...report,
    record: { ...record, imagesPerSecond: 0, waitShare: 0, durationMs: 0 },
  }));
  const names = ['weights.bin', 'model.json', 'nevus.json'];
  const files = await Promise.all(names.map(async (name) => (await readFile(join(runFolder, 'model', name))).toString('base64')));
  return { end, timeless, files };
}
