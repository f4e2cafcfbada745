import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DatasetRepository } from '../../../../main/database/repositories/dataset-repository.ts';
import { PhotographRepository } from '../../../../main/database/repositories/photograph-repository.ts';
import { PredictionRepository } from '../../../../main/database/repositories/prediction-repository.ts';
import { ReadingRepository } from '../../../../main/database/repositories/reading-repository.ts';
import { RunRepository } from '../../../../main/database/repositories/run-repository.ts';
import { SettingsRepository } from '../../../../main/database/repositories/settings-repository.ts';
import { SplitRepository } from '../../../../main/database/repositories/split-repository.ts';
import { TrainingOptions } from '../../../../common/domain/training-config.ts';
import type { Database } from '../../../../main/database/database.ts';
import { temporaryDatabase } from '../../../helpers/database.ts';

const classes = ['mel', 'nv', 'bkl'];

function addRun(database: Database, photographCount: number): number {
  const { id: datasetId } = new DatasetRepository(database).insert({ name: 'd', layout: 'ham10000', root: '/x', hasLesionIds: true });
  const photographs = Array.from({ length: photographCount }, (_, index) => ({
    imageId: `ISIC_${index}`,
    fileName: `${index}.jpg`,
    contentHash: String(index),
    width: 1,
    height: 1,
    diagnosis: 'nv',
    lesionId: null,
    proof: null,
    ageYears: 47.5,
    sex: null,
    site: null,
    sourcePart: null,
  }));
  new PhotographRepository(database).insert(datasetId, photographs);
  const split = new SplitRepository(database).insert({
    datasetId,
    name: 's',
    seed: 1,
    grouping: 'lesion',
    classCounts: [],
    parts: new Map([[1, 'train' as const]]),
  });
  const options = TrainingOptions.parse({ model: { architecture: 'hmnist-cnn' } });
  return new RunRepository(database).insert({ name: 'r', recipeId: 'x', datasetId, splitId: split.id, options, classes }).id;
}

test('probabilities come back bit for bit, and predicting anew replaces them', async () => {
  const database = await temporaryDatabase();
  const runId = addRun(database, 1);
  const predictions = new PredictionRepository(database);
  const rows = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(rows, rows, async (probabilities, votes) => {
      const said = { probabilities, votes };
      await predictions.save(runId, 'balanced', [{ photographId: 1, said, predicted: 'nv' }]);
      expect(predictions.get(runId, [1, 2])).toEqual([{ photographId: 1, said, naming: 'balanced' }]);
    }),
    { numRuns: 50 },
  );
  database.prepare('UPDATE prediction SET votes = NULL')();
  const [old] = predictions.get(runId, [1]);
  expect(old!.said.votes).toEqual(old!.said.probabilities);
});

test('photographs of any number are stored, and found by any number of ids', async () => {
  const database = await temporaryDatabase();
  addRun(database, 1203);
  const photographs = new PhotographRepository(database);
  const ids = photographs.sources(1).map(({ id }) => id);
  expect(ids).toHaveLength(1203);
  expect(photographs.getMany([...ids].reverse()).map(({ id }) => id)).toEqual([...ids].reverse());
  expect(photographs.getMany([1])[0]).toMatchObject({ imageId: 'ISIC_0', ageYears: 47.5, sex: null });
});

test('options of an older version get the defaults of what was added since', async () => {
  const database = await temporaryDatabase();
  const runId = addRun(database, 1);
  database.prepare('UPDATE run SET options = ? WHERE id = ?')('{"model":{"architecture":"hmnist-cnn"},"epochs":3}', runId);
  expect(new RunRepository(database).get(runId).options).toMatchObject({ epochs: 3, batchSize: 32, model: { imageSize: 28 } });
});

test('a first reading is locked once; a deferred case can still be locked', async () => {
  const database = await temporaryDatabase();
  const runId = addRun(database, 1);
  const readings = new ReadingRepository(database);
  const shown = { differential: [{ label: 'nv', probability: 0.7 }], naming: 'balanced' as const };
  const own = { diagnosis: 'mel', confidence: 2, readerName: 'Dr. Ä', lockedAt: '2026-11-21T10:00:00.000Z', shown };
  readings.defer(runId, 'ISIC_0', '2026-11-21T09:00:00.000Z');
  expect(readings.find(runId, 'ISIC_0')).toMatchObject({ reading: null, shown: null, deferredAt: '2026-11-21T09:00:00.000Z' });
  expect(readings.lock(runId, 'ISIC_0', own)).toBe(true);
  expect(readings.lock(runId, 'ISIC_0', { ...own, diagnosis: 'nv' })).toBe(false);
  expect(readings.find(runId, 'ISIC_0')).toMatchObject({
    readerName: 'Dr. Ä',
    deferredAt: null,
    reading: { ownDiagnosis: 'mel', confidence: 2 },
    shown,
  });
});

test('a setting is changed without touching the others', async () => {
  const settings = new SettingsRepository(await temporaryDatabase());
  expect(settings.read()).toEqual({
    theme: 'system',
    readerName: '',
    tileSize: 128,
    hasAcceptedResearchUse: false,
    hasSingleKeyShortcuts: true,
    resumesInterrupted: false,
  });
  settings.change({ theme: 'dark', hasAcceptedResearchUse: true });
  settings.change({ readerName: 'Ünal "O’Neill"' });
  expect(settings.read()).toMatchObject({ theme: 'dark', readerName: 'Ünal "O’Neill"', hasAcceptedResearchUse: true });
});

test('a dataset that is complete keeps its counts; one that is removed goes in steps', async () => {
  const database = await temporaryDatabase();
  addRun(database, 25);
  const datasets = new DatasetRepository(database);
  expect(datasets.get(1)).toMatchObject({
    status: 'importing',
    photographCount: 25,
    lesionCount: 0,
    classCounts: [{ label: 'nv', count: 25 }],
  });
  datasets.markReady(1);
  expect(datasets.get(1)).toMatchObject({ status: 'ready', photographCount: 25 });
  datasets.beginRemoval(1);
  expect(datasets.removeSome(1, 10)).toBe(false);
  expect(datasets.get(1)).toMatchObject({ status: 'importing', photographCount: 15 });
  expect([datasets.removeSome(1, 10), datasets.removeSome(1, 10), datasets.removeSome(1, 10)]).toEqual([false, false, true]);
  expect(datasets.list()).toEqual([]);
});
