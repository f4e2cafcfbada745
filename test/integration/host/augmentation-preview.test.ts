import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusal } from '../../helpers/open-host.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

let workspace: SampleWorkspace;
let host: SplitHost;

beforeAll(async () => {
  workspace = await sampleWorkspace();
  host = await splitHost(workspace);
});

afterAll(async () => {
  await host.host.close();
  await workspace.remove();
});

test('a few photographs of the training part are shown as the network would see them', async () => {
  const { caller, split } = host;
  const { options } = await trainingConfig(caller, split.id, 1);
  const input = { splitId: split.id, options: { ...options, augmentation: { rotationDegrees: 45, brightness: 0.3, mixup: 1 } }, count: 5 };
  const { photographs } = await caller.call('training.previewAugmentation', input);
  expect(photographs).toHaveLength(5);
  for (const { pngBase64, partner, photographId } of photographs) {
    expect(await sharp(Buffer.from(pngBase64, 'base64')).metadata()).toMatchObject({ format: 'png', width: 28, height: 28 });
    expect(partner?.ownShare).toBeGreaterThanOrEqual(0);
    expect(partner?.photographId).not.toBe(photographId);
  }
  const training = await caller.call('photographs.find', { datasetId: host.datasetId, splitId: split.id, parts: ['train'] });
  expect(photographs.every(({ photographId }) => training.ids.includes(photographId))).toBe(true);
  expect((await caller.call('training.previewAugmentation', input)).photographs).toEqual(photographs);
  const other = await caller.call('training.previewAugmentation', { ...input, seed: 2 });
  expect(other.photographs).not.toEqual(photographs);
});

test('a photograph that is gone is named', async () => {
  const { caller, split } = host;
  const { options } = await trainingConfig(caller, split.id, 1);
  await rm(join(workspace.sample, 'HAM10000_images_part_1'), { recursive: true, force: true });
  await rm(join(workspace.sample, 'HAM10000_images_part_2'), { recursive: true, force: true });
  const error = await refusal(caller.call('training.previewAugmentation', { splitId: split.id, options }));
  expect(error.code).toBe('file-missing');
});
