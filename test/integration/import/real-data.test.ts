import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findLeaks } from '../../../main/datasets/find-leaks.ts';
import { inspectFolder } from '../../../main/datasets/inspect-folder.ts';
import { planImport } from '../../../main/datasets/plan-import.ts';
import { splitByLesion } from '../../../main/datasets/split-by-lesion.ts';
import { decodePhotograph } from '../../../main/imaging/decode-photograph.ts';
import { PixelCache } from '../../../main/imaging/pixel-cache.ts';
import { requireSharedData } from '../../helpers/shared-data.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

it('plans all of HAM10000', async (context) => {
  const plan = await planImport(requireSharedData(context, 'ham10000-200x150'));
  expect(plan).toMatchObject({ layout: 'ham10000', rowCount: 10_015, fileCount: 10_015, issues: [] });
  expect(plan.photographs).toHaveLength(10_015);
  expect(new Set(plan.photographs.map((planned) => planned.lesionId)).size).toBe(7_470);
  expect(plan.photographs.filter((planned) => planned.ageYears === null)).toHaveLength(57);
  const counts = Map.groupBy(plan.photographs, (planned) => planned.diagnosis);
  expect(Object.fromEntries([...counts].map(([label, members]) => [label, members.length]))).toEqual({
    nv: 6705,
    mel: 1113,
    bkl: 1099,
    bcc: 514,
    akiec: 327,
    vasc: 142,
    df: 115,
  });
});

it('splits HAM10000 by lesion, close to the wish in every diagnosis', async (context) => {
  const { photographs } = await planImport(requireSharedData(context, 'ham10000-200x150'));
  const items = photographs.map((planned, id) => ({ id, group: planned.lesionId ?? planned.imageId, label: planned.diagnosis }));
  const parts = splitByLesion(items, { seed: 1, validationShare: 0.15, testShare: 0.15 });
  expect(findLeaks(items.map((item) => ({ group: item.group, part: parts.get(item.id)! })))).toEqual([]);
  for (const part of ['validation', 'test'] as const) {
    const ofPart = items.filter((item) => parts.get(item.id) === part);
    expect(Math.abs(ofPart.length - 0.15 * 10_015)).toBeLessThan(3);
    for (const [label, members] of Map.groupBy(items, (item) => item.label)) {
      expect(Math.abs(ofPart.filter((item) => item.label === label).length - 0.15 * members.length)).toBeLessThan(6);
    }
  }
});

it('matches the one-hot ground truth with the metadata, photograph by photograph', async (context) => {
  const folder = await temporaryFolder();
  await copyFile(
    requireSharedData(context, 'isic2018', 'ISIC2018_Task3_Training_GroundTruth.csv'),
    join(folder, 'ISIC2018_Task3_Training_GroundTruth.csv'),
  );
  const withLesions = await planImport(requireSharedData(context, 'ham10000-600x450'));
  await mkdir(join(folder, 'images'));
  for (const planned of withLesions.photographs) {
    await copyFile(join(withLesions.root, planned.relativePath), join(folder, 'images', `${planned.imageId}.jpg`));
  }
  const plan = await planImport(folder);
  expect(plan).toMatchObject({ layout: 'isic2018-groundtruth', hasLesionIds: false, rowCount: 10_015, fileCount: 150 });
  expect(plan.issues.every((issue) => issue.kind === 'missing-photograph')).toBe(true);
  const byId = (photographs: typeof plan.photographs): Map<string, string> =>
    new Map(photographs.map((planned) => [planned.imageId, planned.diagnosis]));
  expect(byId(plan.photographs)).toEqual(byId(withLesions.photographs));
});

it('inspects photographs at their original size', async (context) => {
  const report = await inspectFolder(requireSharedData(context, 'ham10000-600x450'));
  expect(report).toMatchObject({
    photographFolders: ['images'],
    importableCount: 150,
    rejectedCount: 0,
    lesionCount: 150,
    classCounts: [
      { label: 'mel', count: 15 },
      { label: 'bcc', count: 5 },
      { label: 'nv', count: 130 },
    ],
    issues: [],
  });
});

it('finds the published pairs of the same photograph under two ids', async (context) => {
  const root = requireSharedData(context, 'ham10000-200x150');
  const folder = await temporaryFolder();
  const wanted = new Set(['ISIC_0024777', 'ISIC_0029938', 'ISIC_0024366', 'ISIC_0029861', 'ISIC_0024306']);
  const { photographs } = await planImport(root);
  const table = await readFile(join(root, 'HAM10000_metadata.csv'), 'utf8');
  await writeFile(join(folder, 'HAM10000_metadata.csv'), table);
  for (const planned of photographs.filter(({ imageId }) => wanted.has(imageId))) {
    await copyFile(join(root, planned.relativePath), join(folder, `${planned.imageId}.jpg`));
  }
  const report = await inspectFolder(folder);
  expect(report.importableCount).toBe(5);
  expect(report.issues.filter((issue) => issue.kind === 'identical-content').map((issue) => issue.message)).toEqual([
    'ISIC_0024366 is the same photograph as ISIC_0029861, byte for byte. Both are imported.',
    'ISIC_0024777 is the same photograph as ISIC_0029938, byte for byte. Both are imported.',
  ]);
});

it('caches the pixels of real photographs exactly as they decode', async (context) => {
  const { root, photographs } = await planImport(requireSharedData(context, 'ham10000-600x450'));
  const inputs = await Promise.all(
    photographs.slice(0, 40).map(async (planned) => {
      const path = join(root, planned.relativePath);
      return {
        path,
        contentHash: createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      };
    }),
  );
  const shape = { height: 64, width: 64, resizeMode: 'centre-crop' } as const;
  const { source, rows } = await new PixelCache(await temporaryFolder()).ensure(inputs, shape);
  const shard = await readFile(source.shards[0]!);
  for (const index of [0, 17, 39]) {
    const start = rows[index]! * 64 * 64 * 3;
    expect(shard.subarray(start, start + 64 * 64 * 3).equals(await decodePhotograph(inputs[index]!.path, shape))).toBe(true);
  }
});
