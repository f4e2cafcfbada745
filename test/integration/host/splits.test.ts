import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Part, Photograph } from '../../../common/domain/dataset.ts';
import SqliteDatabase from 'better-sqlite3';
import { join } from 'node:path';
import { refusal } from '../../helpers/open-host.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

let place: SampleWorkspace;
let host: SplitHost;
let photographs: Photograph[];

beforeAll(async () => {
  place = await sampleWorkspace(6);
  host = await splitHost(place);
  const { ids } = await host.caller.call('photographs.find', { datasetId: host.datasetId });
  ({ photographs } = await host.caller.call('photographs.get', { ids }));
});
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

async function partsOf(splitId: number): Promise<Map<number, Part>> {
  const { caller, datasetId } = host;
  const parts = new Map<number, Part>();
  for (const part of ['train', 'validation', 'test'] as const) {
    const { ids } = await caller.call('photographs.find', { datasetId, splitId, parts: [part] });
    for (const id of ids) parts.set(id, part);
  }
  return parts;
}

/** Lesions one after the other into the three parts. */
function byLesion(): { imageId: string; part: Part }[] {
  const lesions = [...new Set(photographs.map(({ lesionId }) => lesionId))];
  return photographs.map(({ imageId, lesionId }) => ({
    imageId,
    part: (['train', 'validation', 'test'] as const)[lesions.indexOf(lesionId) % 3]!,
  }));
}

test('a split has every photograph in one part, whole lesions, the same for the same seed', async () => {
  const { caller, datasetId, split } = host;
  const parts = await partsOf(split.id);
  expect(parts.size).toBe(photographs.length);
  const partsOfLesion = Map.groupBy(photographs, ({ lesionId }) => lesionId);
  for (const members of partsOfLesion.values()) expect(new Set(members.map(({ id }) => parts.get(id))).size).toBe(1);
  expect(split.counts.train + split.counts.validation + split.counts.test).toBe(photographs.length);
  expect(split.classCounts.reduce((sum, { count }) => sum + count, 0)).toBe(photographs.length);
  const same = await caller.call('splits.create', { datasetId, seed: split.seed, name: 'Again' });
  expect(await partsOf(same.id)).toEqual(parts);
  const other = await caller.call('splits.create', { datasetId, seed: 2 });
  expect(other.name).toBe('Seed 2');
  expect(await partsOf(other.id)).not.toEqual(parts);
});

test('a split made elsewhere is taken as it is', async () => {
  const { caller, datasetId } = host;
  const assigned = byLesion();
  const split = await caller.call('splits.assign', { datasetId, name: 'Elsewhere', parts: assigned });
  const parts = await partsOf(split.id);
  for (const { imageId, part } of assigned) expect(parts.get(photographs.find((one) => one.imageId === imageId)!.id)).toBe(part);
  await caller.call('splits.remove', { splitId: split.id });
  expect((await caller.call('splits.list', { datasetId })).splits.map(({ id }) => id)).not.toContain(split.id);
});

test('a split that leaks is refused, with the lesions named in the message and in detail', async () => {
  const { caller, datasetId } = host;
  const several = [...Map.groupBy(photographs, ({ lesionId }) => lesionId ?? '')].filter(([, members]) => members.length > 1).slice(0, 2);
  const moved = new Set(several.map(([, [first]]) => first!.imageId));
  const partOf = (imageId: string, part: Part): Part => (moved.has(imageId) ? 'test' : part === 'test' ? 'train' : part);
  const leaking = byLesion().map(({ imageId, part }) => ({ imageId, part: partOf(imageId, part) }));
  const before = (await caller.call('splits.list', { datasetId })).splits.length;
  const error = await refusal(caller.call('splits.assign', { datasetId, name: 'Leaking', parts: leaking }));
  expect(error.code).toBe('split-leaks');
  const lesions = several.map(([lesion]) => lesion).sort();
  expect(error.detail?.['lesions']).toEqual(lesions);
  for (const lesion of lesions) expect(error.message).toContain(lesion);
  expect(error.message).toContain('2 lesions have photographs in more than one part');
  expect((await caller.call('splits.list', { datasetId })).splits).toHaveLength(before);
});

test('unknown photographs, one photograph in two parts and an empty part are refused', async () => {
  const { caller, datasetId } = host;
  const assign = (parts: { imageId: string; part: Part }[]) => refusal(caller.call('splits.assign', { datasetId, name: 'x', parts }));
  const good = byLesion();
  const unknown = await assign([...good, { imageId: 'ISIC_9999999', part: 'test' }]);
  expect(unknown).toMatchObject({ code: 'invalid-input', detail: { imageIds: ['ISIC_9999999'] } });
  const twice = await assign([...good, { ...good[0]!, part: good[0]!.part === 'test' ? 'train' : 'test' }]);
  expect(twice.message).toContain(`${good[0]!.imageId} is in two parts`);
  const empty = await assign(good.filter(({ part }) => part !== 'validation'));
  expect(empty.message).toContain('validation part of the split would be empty');
});

test('a stored split that leaks after all is found before a training starts', async () => {
  const { caller, datasetId } = host;
  const split = await caller.call('splits.create', { datasetId, name: 'To be damaged' });
  const parts = await partsOf(split.id);
  const [lesion, members] = [...Map.groupBy(photographs, ({ lesionId }) => lesionId ?? '')].find(
    ([, photos]) => photos.length > 1 && parts.get(photos[0]!.id) === 'train',
  )!;
  const sqlite = new SqliteDatabase(join(place.workspace, 'nevus.sqlite'));
  sqlite.prepare("UPDATE split_photograph SET part = 'test' WHERE split_id = ? AND photograph_id = ?").run(split.id, members[0]!.id);
  sqlite.close();
  const runsBefore = (await caller.call('runs.list', {})).runs.length;
  const error = await refusal(caller.call('runs.start', await trainingConfig(caller, split.id, 1)));
  expect(error).toMatchObject({ code: 'split-leaks', detail: { lesions: [lesion] } });
  expect((await caller.call('runs.list', {})).runs).toHaveLength(runsBefore);
});

test('a split whose validation part has a diagnosis that its training part lacks trains nothing', async () => {
  const { caller, datasetId } = host;
  const vascular = new Set(photographs.filter(({ diagnosis }) => diagnosis === 'vasc').map(({ imageId }) => imageId));
  const partOf = (imageId: string, part: Part): Part => (vascular.has(imageId) ? 'validation' : part === 'validation' ? 'train' : part);
  const parts = byLesion().map(({ imageId, part }) => ({ imageId, part: partOf(imageId, part) }));
  const split = await caller.call('splits.assign', { datasetId, name: 'No vasc to learn', parts });
  const error = await refusal(caller.call('runs.start', await trainingConfig(caller, split.id, 1)));
  expect(error).toMatchObject({ code: 'invalid-input', detail: { labels: ['vasc'] } });
});

test('what a training needs is checked before there is a run', async () => {
  const { caller, split } = host;
  const config = await trainingConfig(caller, split.id, 1);
  expect((await refusal(caller.call('runs.start', { ...config, recipeId: 'no-such' }))).code).toBe('not-found');
  expect((await refusal(caller.call('runs.start', { ...config, splitId: 9999 }))).code).toBe('not-found');
  const model = { architecture: 'mobilenet-v1' as const, imageSize: 32, alpha: 0.25 as const };
  const weights = await refusal(caller.call('runs.start', { ...config, options: { ...config.options, model } }));
  expect(weights).toMatchObject({ code: 'weights-missing', detail: { architecture: 'mobilenet-v1', alpha: 0.25 } });
  expect(weights.message).toContain('nevus weights import');
  expect((await caller.call('runs.list', {})).runs).toEqual([]);
  expect((await caller.call('jobs.list', { isActive: true })).jobs).toEqual([]);
});
