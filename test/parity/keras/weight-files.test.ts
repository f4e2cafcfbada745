import { copyFile, cp, mkdir, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MobileNetV1Spec } from '../../../common/domain/model-spec.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import { inspectWeights } from '../../../engine/weights/inspect-weights.ts';
import { loadBackboneWeights } from '../../../engine/weights/load-backbone-weights.ts';
import { readWeightFile } from '../../../engine/weights/read-weight-file.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';
import { askKeras } from '../../helpers/keras.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 300_000 });

/** What Keras says about a weight: some of its values, and their sum. */
interface KerasWeight {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly sum: number;
}

const forms = [
  ['whole.h5', 'keras-h5', 'a whole model, as HDF5'],
  ['weights.h5', 'keras-h5', 'weights alone, as HDF5'],
  ['keras2.h5', 'keras-h5', 'weights alone, with the names of Keras 2'],
  ['half.h5', 'keras-h5', 'float16'],
  ['double.h5', 'keras-h5', 'float64'],
  ['nested.h5', 'keras-h5', 'a model within a model'],
  ['new.weights.h5', 'keras-weights-h5', 'Keras 3 weights'],
  ['nameless.weights.h5', 'keras-weights-h5', 'Keras 3 weights without names'],
  ['model.keras', 'keras-archive', 'a Keras 3 model'],
  ['nested.keras', 'keras-archive', 'a Keras 3 model within a model'],
  ['exported', 'tensorflow-saved-model', 'an exported SavedModel'],
  ['saved', 'tensorflow-saved-model', 'a saved SavedModel'],
] as const;

const refused = [
  ['missing.h5', /nearest is MobileNet v1 0\.25, but the layer conv_pw_5 \(conv2d, kernel 1 x 1 x 64 x 64\) is missing/],
  ['wider.h5', /kernel of the layer conv_pw_5 should be 1 x 1 x 64 x 64, but is 1 x 1 x 64 x 65/],
  ['whole-numbers.h5', /the weight conv1\/conv1\/kernel:0 has the type int32, but a floating-point type is needed/],
  ['foreign.h5', /it is an HDF5 file, but none that Keras wrote/],
  ['lenet.h5', /fits none of the networks that Nevus knows: it has 1 convolutions/],
] as const;

let folder = '';
let expected: ReadonlyMap<string, KerasWeight> | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nevus-weight-files-'));
  const answer = await askKeras<Record<string, KerasWeight>>(join(import.meta.dirname, 'weight_files.py'), { folder });
  if ('output' in answer) expected = new Map(Object.entries(answer.output));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Skipping {
  skip: (note?: string) => never;
}

async function needed(context: Skipping): Promise<ReadonlyMap<string, KerasWeight>> {
  await requireTensorFlow(context);
  return expected ?? context.skip('There is no Keras here.');
}

test.for(forms)('%s (%s, %s) gives the weights that Keras has', async ([name, format], context) => {
  const weights = await needed(context);
  const network = buildNetwork(MobileNetV1Spec.parse({ architecture: 'mobilenet-v1', imageSize: 32, alpha: 0.25 }), 2, 1);
  const file = await readWeightFile(join(folder, name));
  try {
    expect(file.format).toBe(format);
    await loadBackboneWeights(network, file);
    const found = network.backboneLayers.flatMap(({ name: layer, weights: own }) => own.map((weight) => ({ layer, weight })));
    expect(found).toHaveLength(weights.size);
    for (const { layer, weight } of found) {
      const key = `${layer}/${(weight.originalName.split('/').at(-1) ?? '').replace('depthwise_', '')}`;
      const values = Float64Array.from(await weight.read().data());
      expect({ key, shape: weight.shape, values: [...values.slice(0, 5)] }).toEqual({
        key,
        shape: weights.get(key)?.shape,
        values: weights.get(key)?.values,
      });
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(weights.get(key)?.sum ?? NaN, 3);
    }
  } finally {
    await file.close();
    network.dispose();
  }
});

test('the network is recognised, with a head and without', async (context) => {
  await needed(context);
  expect(await inspectWeights(join(folder, 'keras2.h5'))).toMatchObject({ architecture: 'mobilenet-v1', alpha: 0.25, hasTop: false });
  expect(await inspectWeights(join(folder, 'nested.keras'))).toMatchObject({ architecture: 'mobilenet-v1', alpha: 0.25, hasTop: true });
});

test.for(refused)('%s is refused, exactly', async ([name, message], context) => {
  await needed(context);
  await expect(inspectWeights(join(folder, name))).rejects.toMatchObject({
    code: 'weights-unreadable',
    message: expect.stringMatching(message) as string,
  });
});

describe('damaged files', () => {
  const cutShort = [
    ['keras2.h5', /the file is cut short: it has \d+ bytes (of \d+|only)|is empty|neither a Keras file/],
    ['new.weights.h5', /the file is cut short: it has \d+ bytes (of \d+|only)|is empty|neither a Keras file/],
    ['model.keras', /the archive is cut short or damaged|is empty|neither a Keras file/],
  ] as const;

  test.for(cutShort)('%s is refused wherever it was cut', async ([name, message], context) => {
    await needed(context);
    const { length } = await readFile(join(folder, name));
    for (const share of [0, 0.00001, 0.001, 0.1, 0.5, 0.9, 0.9999]) {
      const cut = join(folder, `cut-${name}`);
      await copyFile(join(folder, name), cut);
      await truncate(cut, Math.floor(length * share));
      await expect(readWeightFile(cut)).rejects.toMatchObject({
        code: 'weights-unreadable',
        message: expect.stringMatching(message) as string,
      });
    }
  });

  test('a changed byte in an archive or a SavedModel is noticed', async (context) => {
    await needed(context);
    const archive = join(folder, 'changed.keras');
    await copyFile(join(folder, 'model.keras'), archive);
    await flipByte(archive, Math.floor((await readFile(archive)).length / 2));
    await expect(readWeightFile(archive)).rejects.toThrow(/model\.weights\.h5 in the archive is damaged: its checksum is wrong/);

    const model = join(folder, 'changed');
    await cp(join(folder, 'exported'), model, { recursive: true });
    await flipByte(join(model, 'variables', 'variables.data-00000-of-00001'), 100);
    await expect(inspectWeights(model)).rejects.toThrow(/the values of \S+ in variables\.data-00000-of-00001 are damaged/);
    await truncate(join(model, 'variables', 'variables.data-00000-of-00001'), 1000);
    await expect(readWeightFile(model)).rejects.toThrow(/variables\.data-00000-of-00001 is cut short: it has 1000 bytes of \d+/);
    await rm(join(model, 'variables', 'variables.data-00000-of-00001'));
    await expect(readWeightFile(model)).rejects.toThrow(/variables\.data-00000-of-00001 is missing/);
    await flipByte(join(model, 'variables', 'variables.index'), 20);
    await expect(readWeightFile(model)).rejects.toThrow(/\(variables\.index\) is cut short or damaged/);
  });
});

test('what users bring by mistake is named', async () => {
  const place = join(folder, 'mistakes');
  await mkdir(place);
  const mistakes = [
    ['<!DOCTYPE html><html>Sign in</html>', /is a web page/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0', /only points to a file in Git LFS/],
    ['\x1f\x8b\x08', /is a packed archive/],
    ['', /is empty/],
    ['hello', /is neither a Keras file/],
  ] as const;
  for (const [content, message] of mistakes) {
    await writeFile(join(place, 'weights.h5'), content, 'latin1');
    await expect(readWeightFile(join(place, 'weights.h5'))).rejects.toThrow(message);
  }
  await writeFile(join(place, 'other.txt'), '');
  await expect(readWeightFile(place)).rejects.toThrow(/neither model\.json nor saved_model\.pb nor one single file/);
});

async function flipByte(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at);
    await file.write(Buffer.of((buffer[0] ?? 0) ^ 0xff), 0, 1, at);
  } finally {
    await file.close();
  }
}
