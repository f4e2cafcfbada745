import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { MobileNetV1Spec } from '../../../common/domain/model-spec.ts';
import { SeededRandom } from '../../../common/domain/random.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { LoadedModel } from '../../../engine/inference/loaded-model.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import { inspectWeights } from '../../../engine/weights/inspect-weights.ts';
import { loadSavedModel, saveModel } from '../../../engine/models/saved-model.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { requireSharedData } from '../../helpers/shared-data.ts';

beforeAll(async () => {
  await loadBackend('wasm');
});

const spec = MobileNetV1Spec.parse({ architecture: 'mobilenet-v1', imageSize: 32, alpha: 0.25, weights: 'random' });

/** Saves a small random network and gives its `model` folder. */
async function saveSmall(runFolder: string, bestEpoch = 1): Promise<string> {
  const network = buildNetwork(spec, 2, bestEpoch);
  const { weightCount, model } = network;
  await saveModel(runFolder, model, {
    formatVersion: 1,
    classes: ['mel', 'nv'],
    model: spec,
    resizeMode: 'stretch',
    weightCount,
    bestEpoch,
  });
  network.dispose();
  return join(runFolder, 'model');
}

test('a saved network is a TensorFlow.js layers model beside its facts, and nothing else is left', async () => {
  const runFolder = join(await temporaryFolder(), 'Lauf 1 – größer');
  const folder = await saveSmall(runFolder);
  expect((await readdir(folder)).sort()).toEqual(['model.json', 'nevus.json', 'weights.bin']);
  await saveSmall(runFolder, 2);
  expect(await readdir(runFolder)).toEqual(['model']);
  const { model, facts } = await loadSavedModel(folder);
  expect(facts).toMatchObject({ bestEpoch: 2, classes: ['mel', 'nv'], resizeMode: 'stretch', model: { alpha: 0.25 } });
  expect(model.countParams()).toBe(facts.weightCount);
  model.dispose();
});

test('a process that is killed while it saves leaves a whole network, whenever it is killed', { timeout: 60_000 }, async () => {
  const runFolder = await temporaryFolder();
  const script = fileURLToPath(new URL('save-again-and-again.ts', import.meta.url));
  const random = new SeededRandom(1, 'kills');
  for (let kill = 0; kill < 4; kill++) {
    const child = spawn(process.execPath, [script, runFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await setTimeout(random.nextBelow(60));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { model, facts } = await loadSavedModel(join(runFolder, 'model'));
    expect(facts.bestEpoch).toBeGreaterThanOrEqual(1);
    expect(model.countParams()).toBe(facts.weightCount);
    model.dispose();
  }
});

test('a swap that was cut between its two renames is undone', async () => {
  const runFolder = await temporaryFolder();
  const folder = await saveSmall(runFolder, 3);
  await rename(folder, `${folder}.outgoing`);
  await mkdir(`${folder}.incoming`);
  const { model, facts } = await loadSavedModel(folder);
  expect(facts.bestEpoch).toBe(3);
  model.dispose();
  await saveSmall(runFolder, 4);
  expect(await readdir(runFolder)).toEqual(['model']);
});

test('the network used last stays loaded until its files change', async () => {
  const runFolder = await temporaryFolder();
  const folder = await saveSmall(runFolder, 1);
  const loaded = new LoadedModel();
  const first = await loaded.get(folder);
  expect(await loaded.get(folder)).toBe(first);
  await setTimeout(10);
  await saveSmall(runFolder, 2);
  expect(await loaded.get(folder)).not.toBe(first);
  const kept = tf.memory().numTensors;
  loaded.forget();
  expect(tf.memory().numTensors).toBeLessThan(kept);
});

/** Ways to spoil a folder of weights, and what is said. */
const damages: [string, (folder: string) => Promise<unknown>, RegExp][] = [
  ['without model.json', (folder) => rm(join(folder, 'model.json')), /neither model\.json nor saved_model\.pb/],
  ['without its weights', (folder) => rm(join(folder, 'weights.bin')), /the file weights.bin is missing/],
  ['with weights cut short', (folder) => truncate(join(folder, 'weights.bin'), 1000), /weights.bin should have \d+ bytes for \S+ and \d+ more, but has 1000/],
  ['with weights too long', (folder) => writeFile(join(folder, 'weights.bin'), 'x', { flag: 'a' }), /weights.bin should have \d+ bytes/],
  ['with half a model.json', (folder) => truncate(join(folder, 'model.json'), 500), /model.json is not JSON/],
  ['with some other JSON', (folder) => writeFile(join(folder, 'model.json'), '{"a":1}'), /model.json is not a TensorFlow.js layers model \(modelTopology/],
  ['with a graph model', (folder) => edit(folder, '"layers-model"', '"graph-model"'), /graph model, but a layers model is needed/],
  ['that names a file elsewhere', (folder) => edit(folder, '"weights.bin"', '"../weights.bin"'), /outside its folder/],
  ['with a missing weight', (folder) => edit(folder, '"conv_dw_3/depthwise_kernel"', '"other/kernel"'), /nearest is MobileNet v1 0.25, but the layer conv_dw_3 \(depthwise_conv2d, depthwise_kernel 3 x 3 x 32 x 1\) is missing/],
  ['with a weight of another shape', (folder) => edit(folder, '[3,3,32,1]', '[3,3,16,2]'), /depthwise_kernel of the layer conv_dw_\d+ should be 3 x 3 x 32 x 1, but is 3 x 3 x 16 x 2/],
  ['with whole numbers for weights', (folder) => edit(folder, '"float32"}', '"int32"}'), /has the type int32, but only float32 is known/],
]; // prettier-ignore

async function edit(folder: string, from: string, to: string): Promise<void> {
  const path = join(folder, 'model.json');
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
}

test.for(damages)('weights %s are refused, exactly', async ([, damage, message]) => {
  const folder = await saveSmall(await temporaryFolder());
  await expect(inspectWeights(folder)).resolves.toMatchObject({ architecture: 'mobilenet-v1', alpha: 0.25, hasTop: true });
  await damage(folder);
  const tensors = tf.memory().numTensors;
  await expect(inspectWeights(folder)).rejects.toMatchObject({
    code: 'weights-unreadable',
    message: expect.stringMatching(message) as string,
  });
  expect(tf.memory().numTensors).toBe(tensors);
});

test('weights of another network are not taken for a MobileNet', async () => {
  const folder = await saveSmall(await temporaryFolder());
  await edit(folder, '[3,3,3,8]', '[3,3,1,24]');
  await expect(inspectWeights(folder)).rejects.toMatchObject({ message: expect.stringContaining('fits none of the networks') as string });
});

test('the published weights are recognised, with their top and without', async (context) => {
  const whole = await inspectWeights(requireSharedData(context, 'weights', 'mobilenet_v1_0.75_224'));
  expect(whole).toEqual({ architecture: 'mobilenet-v1', alpha: 0.75, weightCount: 2_601_976, hasTop: true, format: 'tensorflowjs-layers' });
  const trunk = await inspectWeights(requireSharedData(context, 'weights', 'mobilenet_v1_1.0_224_trunk'));
  expect(trunk).toEqual({ architecture: 'mobilenet-v1', alpha: 1, weightCount: 2_176_192, hasTop: false, format: 'tensorflowjs-layers' });
});
