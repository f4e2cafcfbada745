import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { CallInput } from '../../../common/contract/define.ts';
import type { EngineProtocol, EpochReport } from '../../../common/contract/engine-protocol.ts';
import { engineEntry, startEngine } from '../../helpers/engine-process.ts';
import { writeSyntheticPixels } from '../../helpers/synthetic-pixels.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

// Each test starts processes, and a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

type CallOptions = NonNullable<Parameters<ReturnType<typeof startEngine>['caller']['call']>[2]>;

async function makeTask(epochs: number): Promise<CallInput<EngineProtocol, 'engine.train'>> {
  const folder = await temporaryFolder();
  const { pixels, labels } = await writeSyntheticPixels(folder, { count: 60, edge: 28, classCount: 3 });
  const rows = labels.map((_, row) => row);
  return {
    runFolder: join(folder, 'run'),
    classes: ['mel', 'bcc', 'nv'],
    options: { model: { architecture: 'hmnist-cnn' }, batchSize: 4, epochs },
    pixels,
    train: { rows: rows.slice(15), labels: labels.slice(15) },
    validation: { rows: rows.slice(0, 15), labels: labels.slice(0, 15) },
    backboneFolder: null,
  };
}

test('the process describes itself and its networks, trains, predicts, and ends with its channel', async () => {
  const { child, caller, ended } = startEngine('auto');
  const description = await caller.call('engine.describe', {});
  expect(['tensorflow', 'wasm']).toContain(description.kind);
  expect(description.label).toMatch(/^(TensorFlow 2\.\d+\.\d+|WebAssembly 4\.22\.0), (CPU|GPU)/);

  const described = await caller.call('engine.describeModel', { model: { architecture: 'hmnist-cnn' }, classCount: 7 });
  expect(described.weightCount).toBe(504_103);
  expect(described.layers.map(({ kind }) => kind).filter((kind) => kind === 'Conv2D')).toHaveLength(5);
  expect(described.layers.find(({ name }) => name === 'conv_5')?.outputShape).toEqual([null, 1, 1, 256]);

  const task = await makeTask(2);
  const events: string[] = [];
  const logged: string[] = [];
  const outcome = await caller.call('engine.train', task, {
    onEvent: (name: string, payload: unknown) => {
      events.push(name);
      if (name === 'engine.logged') logged.push((payload as { message: string }).message);
    },
  });
  expect(outcome).toMatchObject({ epochsDone: 2, stoppedEarly: false });
  expect(events.filter((name) => name === 'engine.epochEnded')).toHaveLength(2);
  expect(logged.at(-2)).toBe(`Training on ${description.label}.`);
  expect(logged.at(-1)).toMatch(/^The training needs about 0\.\d GB of memory; /);
  expect(logged).toHaveLength(2 + description.skipped.length);
  const modelFolder = join(task.runFolder, 'model');
  const { probabilities } = await caller.call('engine.predict', { modelFolder, pixels: task.pixels, rows: [3, 1, 2] });
  expect(probabilities).toHaveLength(3);

  await expect(caller.call('engine.predict', { modelFolder: task.runFolder, pixels: task.pixels, rows: [1] })).rejects.toMatchObject({
    code: 'weights-unreadable',
    message: expect.stringContaining('nevus.json is missing') as string,
  });
  await expect(
    caller.call('engine.describeModel', { model: { architecture: 'hmnist-cnn', imageSize: 5 }, classCount: 7 }),
  ).rejects.toMatchObject({
    code: 'invalid-input',
  });
  child.disconnect();
  expect(await ended).toEqual([0, null]);
});

test('a busy engine refuses a second job, hears a cancel between batches, and works on', async () => {
  const { caller } = startEngine('auto');
  const task = await makeTask(1000);
  const controller = new AbortController();
  const second: Promise<unknown>[] = [];
  let cancelledAt = 0;
  const training = caller.call('engine.train', task, {
    signal: controller.signal,
    onEvent: (name) => {
      if (name !== 'engine.epochEnded' || cancelledAt > 0) return;
      second.push(
        caller.call('engine.predict', { modelFolder: task.runFolder, pixels: task.pixels, rows: [] }).catch((error: unknown) => error),
      );
      cancelledAt = performance.now();
      controller.abort();
    },
  });
  await expect(training).rejects.toMatchObject({ code: 'cancelled', detail: { bestEpoch: expect.any(Number) as number } });
  expect(performance.now() - cancelledAt).toBeLessThan(10_000);
  expect(await second[0]).toMatchObject({ code: 'conflict', message: expect.stringContaining('busy with a training') as string });
  await expect(
    caller.call('engine.predict', { modelFolder: join(task.runFolder, 'model'), pixels: task.pixels, rows: [0] }),
  ).resolves.toBeDefined();
});

test('a training is paused between two batches and goes on from there; a pause of nothing is no error', async () => {
  const { caller } = startEngine('auto');
  const task = await makeTask(1000);
  await expect(caller.call('engine.pause', {})).resolves.toEqual({});
  const pausing = (afterEpoch: number): CallOptions => ({
    onEvent: (name, payload) => {
      if (name === 'engine.resumed') resumed.push(payload);
      if (name === 'engine.epochEnded' && (payload as EpochReport).record.epoch >= afterEpoch) void caller.call('engine.pause', {});
    },
  });
  const resumed: unknown[] = [];
  const first = await caller.call('engine.train', task, pausing(2));
  expect(first).toMatchObject({ status: 'paused' });
  const second = await caller.call('engine.train', { ...task, resume: true }, pausing(first.epochsDone + 1));
  expect(second).toMatchObject({ status: 'paused' });
  expect(second.epochsDone).toBeGreaterThan(first.epochsDone);
  expect(resumed).toMatchObject([{ epoch: first.epochsDone + 1, epochs: { length: first.epochsDone } }]);
});

test('an engine whose host goes away in the middle of a training ends by itself', async () => {
  const { child, caller, ended } = startEngine('auto');
  const task = await makeTask(1000);
  const training = caller.call('engine.train', task, {
    onEvent: (name) => name === 'engine.epochEnded' && child.connected && child.disconnect(),
  });
  await expect(training).rejects.toMatchObject({ code: 'connection-lost' });
  expect(await ended).toEqual([0, null]);
});

test('an engine that does not exist, and a start by hand, end with a sentence', async () => {
  const { child, ended } = startEngine('abacus');
  const [line] = (await once(child.stderr!, 'data')) as [Buffer];
  expect(line.toString()).toBe('There is no engine named abacus. Choose auto, tensorflow, webgpu or wasm.\n');
  expect(await ended).toEqual([1, null]);
  const alone = spawn(process.execPath, [engineEntry], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [sentence] = (await once(alone.stderr, 'data')) as [Buffer];
  expect(sentence.toString()).toContain('started by Nevus itself');
});

test('without TensorFlow the engine falls back to WebAssembly, and says why where TensorFlow was asked for', async () => {
  const block = `import { registerHooks } from 'node:module';
    registerHooks({ resolve(name, context, next) {
      if (name.includes('tfjs-node-gpu')) throw new Error('Cannot find the library.');
      return next(name, context);
    } });`;
  const execArgv = ['--import', `data:text/javascript,${encodeURIComponent(block)}`];
  await expect(startEngine('auto', execArgv).caller.call('engine.describe', {})).resolves.toMatchObject({
    kind: 'wasm',
    device: 'CPU',
    skipped: [
      { kind: 'tensorflow', reason: expect.stringMatching(/^TensorFlow could not be loaded: Cannot find the library\. Run/) as string },
      { kind: 'webgpu', reason: expect.stringMatching(/^(No|The only) WebGPU adapter|^WebGPU could not be loaded/) as string },
    ],
  });
  await expect(startEngine('tensorflow', execArgv).caller.call('engine.describe', {})).rejects.toMatchObject({
    code: 'engine-unavailable',
    message:
      'TensorFlow could not be loaded: Cannot find the library. Run "npm run setup" to install it, or choose the WebAssembly engine.',
  });
});

test('WebGPU is described exactly, or refused with a remedy', async () => {
  const { caller } = startEngine('webgpu');
  const answer = await caller.call('engine.describe', {}).catch((error: unknown) => error);
  if (answer instanceof Error) {
    expect(answer).toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringMatching(/adapter was found\. Install|could not be loaded/) as string,
    });
  } else {
    expect(answer).toMatchObject({ kind: 'webgpu', label: expect.stringContaining('WebGPU') as string, skipped: [] });
  }
});
