import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { CallInput } from '../../../common/contract/define.ts';
import type { EngineProtocol } from '../../../common/contract/engine-protocol.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { startEngine } from '../../helpers/engine-process.ts';
import { softwareGpuEnvironment } from '../../helpers/software-gpu.ts';
import { writeSyntheticPixels } from '../../helpers/synthetic-pixels.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

vi.setConfig({ testTimeout: 120_000 });

/** The smallest network, two batches an epoch. */
async function smallTask(): Promise<CallInput<EngineProtocol, 'engine.train'>> {
  const folder = await temporaryFolder();
  const { pixels, labels } = await writeSyntheticPixels(folder, { count: 12, edge: 28, classCount: 3 });
  const rows = labels.map((_, row) => row);
  const facts = rows.map((row) => ({ ageYears: row % 4 === 0 ? null : 30 + row, sex: row % 2 === 0 ? 'female' : null, site: null }));
  return {
    runFolder: join(folder, 'run'),
    featureFolder: join(folder, 'features'),
    classes: ['mel', 'bcc', 'nv'],
    options: { model: { architecture: 'hmnist-cnn', width: 0.5 }, batchSize: 4, epochs: 1, imbalance: 'none', facts: ['age', 'sex'] },
    pixels,
    train: { rows: rows.slice(4), labels: labels.slice(4), facts: facts.slice(4) },
    validation: { rows: rows.slice(0, 4), labels: labels.slice(0, 4), facts: facts.slice(0, 4) },
    backboneFolder: null,
  };
}

test.for(['webgpu', 'wasm'] as const)(
  'an engine process on %s trains with facts, keeps the network and predicts what it promised',
  async (kind, context) => {
    const { caller } = startEngine(kind, [], kind === 'webgpu' ? softwareGpuEnvironment() : process.env);
    const description = await caller.call('engine.describe', {}).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'engine-unavailable') return context.skip(error.message);
      throw error;
    });
    expect(description).toMatchObject({ kind, skipped: [] });
    const task = await smallTask();
    const outcome = await caller.call('engine.train', task);
    if (outcome.status !== 'finished') throw new Error('The training paused by itself.');
    expect(outcome.epochsDone).toBe(1);
    const modelFolder = join(task.runFolder, 'model');
    expect(existsSync(join(modelFolder, 'weights.bin'))).toBe(true);
    const { rows, facts = [] } = task.validation;
    const { probabilities } = await caller.call('engine.predict', { modelFolder, pixels: task.pixels, rows, facts });
    expect(relativeDifference(probabilities.flat(), outcome.validationProbabilities.flat())).toBeLessThan(1e-4);
  },
);

test('on WebAssembly too a network that learned from smaller photographs goes on with larger ones', async () => {
  const folder = await temporaryFolder();
  const { pixels, labels } = await writeSyntheticPixels(folder, { count: 12, edge: 40, classCount: 3 });
  const rows = labels.map((_, row) => row);
  const fromLast = { trainable: { from: 'conv_pw_13' }, weights: 'random' as const, denseUnits: [] };
  const model = { architecture: 'mobilenet-v1' as const, imageSize: 40, alpha: 0.25 as const, ...fromLast };
  const validation = { rows: rows.slice(0, 4), labels: labels.slice(0, 4) };
  const { caller } = startEngine('wasm');
  const messages: string[] = [];
  const best: boolean[] = [];
  const outcome = await caller.call(
    'engine.train',
    {
      runFolder: join(folder, 'run'),
      classes: ['mel', 'bcc', 'nv'],
      options: { model, smallerFirst: [{ imageSize: 32, epochs: 1 }], batchSize: 4, epochs: 2, averageDecay: 0.5 },
      pixels,
      train: { rows: rows.slice(4), labels: labels.slice(4) },
      validation,
      backboneFolder: null,
    },
    {
      onEvent: (name: string, payload: unknown) => {
        if (name === 'engine.logged') messages.push((payload as { message: string }).message);
        if (name === 'engine.epochEnded') best.push((payload as { isBest: boolean }).isBest);
      },
    },
  );
  if (outcome.status !== 'finished') throw new Error('The training stopped by itself.');
  expect(outcome).toMatchObject({ epochsDone: 2, bestEpoch: 2 });
  expect(best).toEqual([false, true]);
  expect(messages).toEqual(expect.arrayContaining(['From epoch 2 on photographs are shown at 40 x 40 pixels.']));
  const { probabilities } = await caller.call('engine.predict', {
    modelFolder: join(folder, 'run', 'model'),
    pixels,
    rows: validation.rows,
  });
  expect(relativeDifference(probabilities.flat(), outcome.validationProbabilities.flat())).toBeLessThan(1e-4);
});

test('an engine measures itself, two networks trained and asked', async () => {
  const { caller } = startEngine('wasm');
  const stages: string[] = [];
  const { figures } = await caller.call('engine.measure', { durationMs: 1 }, { onEvent: (name) => stages.push(name) });
  expect(figures).toHaveLength(2);
  for (const { trainingPerSecond, predictionPerSecond, obstacle } of figures) {
    expect(obstacle).toBeNull();
    expect(trainingPerSecond).toBeGreaterThan(0);
    expect(predictionPerSecond).toBeGreaterThan(0);
  }
  expect(stages).toEqual(Array.from({ length: 5 }, () => 'engine.prepared'));
});

test('a GPU that the processor imitates is never the automatic choice, and the reason is told', async (context) => {
  const { caller } = startEngine('auto', [], softwareGpuEnvironment());
  const { kind, deviceKind, skipped } = await caller.call('engine.describe', {});
  if (deviceKind === 'gpu') context.skip('this machine has a GPU');
  expect(kind).not.toBe('webgpu');
  expect(skipped.find((engine) => engine.kind === 'webgpu')?.reason).toMatch(
    /^The only WebGPU adapter is .* \(imitated by the processor\), and far slower|^No WebGPU adapter was found/,
  );
});
