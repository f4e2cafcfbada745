import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { planEpoch, planInOrder } from '../../../engine/data/epoch-plan.ts';
import { augmentedBatches, photographBatches } from '../../../engine/data/photograph-batches.ts';
import { PhotographPool } from '../../../engine/data/photograph-pool.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import { CheckpointFolder } from '../../../engine/training/checkpoint/checkpoint-folder.ts';
import { createFastestStep } from '../../../engine/training/compiled-step.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import { learningRateAt, momentOfBatch } from '../../../engine/training/schedule.ts';
import type { TrainingState } from '../../../engine/training/training-step.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { resultOf, runTraining, smallTask } from '../../helpers/run-training.ts';
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
async function trainByHand({ options: parsed, pixels, train, classes }: ParsedTask): Promise<TrainingState> {
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
      await step.step({ ...batch, labels, weights: new Float32Array(batch.size).fill(1) }, { rate, isUpdate: true });
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
