import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { writeFiles } from '../../helpers/dataset-folder.ts';
import { jobEnd, openHostForTest, refusal } from '../../helpers/open-host.ts';
import { requireSharedData } from '../../helpers/shared-data.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

vi.setConfig({ testTimeout: 120_000 });

test('weights are copied, checked by the engine, hashed, stored once, and train a network', async (context) => {
  const published = requireSharedData(context, 'weights', 'mobilenet_v1_0.75_224');
  const place = await sampleWorkspace();
  onTestFinished(() => place.remove());
  const folder = join(place.folder, 'published');
  await cp(published, folder, { recursive: true });
  await writeFile(join(folder, 'notes.txt'), 'not to be copied');
  const { host, caller, split } = await splitHost(place);
  onTestFinished(() => host.close());
  const { folderId } = await caller.call('folders.open', { path: folder });
  const need = { architecture: 'mobilenet-v1', alpha: 0.75 };
  const file = 'mobilenet_7_5_224_tf_no_top.h5';
  const before = (await caller.call('weights.missing', {})).missing;
  expect(before).toContainEqual({
    ...need,
    recipes: expect.arrayContaining([]) as string[],
    published: expect.objectContaining({ file }) as object,
  });
  const checked = await caller.call('weights.check', { folderId });
  expect(checked).toMatchObject({ ...need, verdict: 'unknown', publishedFile: null });
  expect((await caller.call('weights.list', {})).weights).toEqual([]);
  const imported = await caller.call('weights.import', { folderId });
  expect(imported).toMatchObject({ architecture: 'mobilenet-v1', alpha: 0.75, weightCount: 2_601_976, hasTop: true, name: 'published' });
  expect(imported).toMatchObject({ format: 'tensorflowjs-layers', source: 'Imported from published', licence: null, publishedFile: null });
  expect(imported.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(await caller.call('weights.import', { folderId })).toEqual(imported);
  expect((await caller.call('weights.list', {})).weights).toEqual([imported]);
  const stored = await readdir(join(place.workspace, 'weights', String(imported.id)));
  expect(stored).not.toContain('notes.txt');
  expect(stored).toContain('model.json');
  expect(await readdir(join(place.workspace, 'temporary'))).toEqual([]);

  expect((await caller.call('weights.missing', {})).missing).not.toContainEqual(expect.objectContaining(need));

  const config = await trainingConfig(caller, split.id, 1);
  const model = { architecture: 'mobilenet-v1' as const, imageSize: 64, alpha: 0.75 as const, denseUnits: [] };
  const { jobId } = await caller.call('runs.start', { ...config, recipeId: 'nevus-fast', options: { ...config.options, model } });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded', error: null });

  await caller.call('weights.remove', { weightsId: imported.id });
  expect((await caller.call('weights.list', {})).weights).toEqual([]);
  expect(await readdir(join(place.workspace, 'weights'))).toEqual([]);
  expect((await refusal(caller.call('weights.remove', { weightsId: imported.id }))).code).toBe('not-found');
  const error = await refusal(caller.call('runs.start', { ...config, recipeId: 'nevus-fast', options: { ...config.options, model } }));
  expect(error).toMatchObject({ code: 'weights-missing', detail: { ...need, file } });
  expect(error.message).toContain(`MobileNet v1 0.75, which are not imported yet (the published file is ${file})`);
  expect(error.message).toContain('--weights random');
});

test('what is no set of weights is refused, and nothing of it stays', async () => {
  const folder = await temporaryFolder();
  const workspace = join(folder, 'workspace');
  const { caller } = await openHostForTest(workspace);
  const manifest = (...paths: string[]): string => JSON.stringify({ modelTopology: {}, weightsManifest: [{ paths, weights: [] }] });
  await writeFiles(folder, {
    'secret.bin': 'not yours',
    'empty/readme.txt': '',
    'several/a.txt': '',
    'several/b.txt': '',
    'text/model.json': 'hello',
    'missing/model.json': manifest('group1-shard1of1'),
    'outside/model.json': manifest('../secret.bin'),
    'strange/model.json': manifest('weights.bin'),
    'strange/weights.bin': 'xxxx',
  });
  await mkdir(workspace, { recursive: true });
  for (const [name, words] of [
    ['empty', 'readme.txt is empty'],
    ['several', 'neither model.json (TensorFlow.js) nor saved_model.pb'],
    ['text', 'no TensorFlow.js layers file'],
    ['missing', 'group1-shard1of1'],
    ['outside', 'does not lie beside it'],
    ['strange', ''],
  ] as const) {
    const { folderId } = await caller.call('folders.open', { path: join(folder, name) });
    const error = await refusal(caller.call('weights.import', { folderId }));
    expect(error.code).toBe('weights-unreadable');
    expect(error.message).toContain(words);
  }
  expect((await caller.call('weights.list', {})).weights).toEqual([]);
  expect(await readdir(join(workspace, 'weights'))).toEqual([]);
  expect(await readdir(join(workspace, 'temporary'))).toEqual([]);
  expect(await readFile(join(folder, 'secret.bin'), 'utf8')).toBe('not yours');
});
