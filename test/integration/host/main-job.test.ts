import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { EpochDetail } from '../../../common/contract/run-calls.ts';
import type { Run } from '../../../common/domain/run.ts';
import { importFolder, jobEnd, openHost, refusal } from '../../helpers/open-host.ts';
import { writeFiles } from '../../helpers/dataset-folder.ts';
import { sampleWorkspace, splitHost, train } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

// Engines take seconds to start, and longer where other tests run beside this one.
vi.setConfig({ testTimeout: 90_000 });

// The main job on one workspace, step by step: each test goes on where the one before stopped.

let place: SampleWorkspace;
let host: SplitHost;
let run: Run;

beforeAll(async () => {
  place = await sampleWorkspace();
  host = await splitHost(place);
});
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

test('import: every photograph of the sample, with its facts and a thumbnail', async () => {
  const { caller, datasetId } = host;
  const dataset = await caller.call('datasets.get', { datasetId });
  expect(dataset).toMatchObject({ name: 'Sample', status: 'ready', layout: 'ham10000', rejectedCount: 0, hasLesionIds: true });
  expect(dataset.classCounts.map(({ label }) => label)).toEqual(['mel', 'bcc', 'akiec', 'nv', 'bkl', 'df', 'vasc']);
  const { ids } = await caller.call('photographs.find', { datasetId });
  expect(ids).toHaveLength(dataset.photographCount);
  const { photographs } = await caller.call('photographs.get', { ids: [ids[1]!, ids[0]!] });
  expect(photographs.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
  expect(photographs[0]).toMatchObject({ width: 64, height: 48, datasetId });
  const thumbnail = await host.host.locateImage(ids[0]!, 'thumbnail');
  expect(thumbnail).toMatchObject({ contentType: 'image/jpeg' });
  expect(thumbnail.path.startsWith(place.workspace)).toBe(true);
  expect((await readFile(thumbnail.path)).length).toBeGreaterThan(100);
  const original = await host.host.locateImage(ids[0]!, 'full');
  expect(original.path.startsWith(place.sample)).toBe(true);
});

test('train: epochs are told as they end and stored, the engine is noted, validation is evaluated', async () => {
  const { caller, split } = host;
  const told: EpochDetail[] = [];
  const stages = new Set<string>();
  caller.on('runs.epochEnded', ({ epoch }) => told.push(epoch));
  caller.on('jobs.changed', ({ job }) => stages.add(job.progress?.stage ?? ''));
  const { runId, job } = await train(caller, split.id, 2);
  expect(job).toMatchObject({ status: 'succeeded', kind: 'train', runId });
  run = await caller.call('runs.get', { runId });
  expect(run).toMatchObject({
    status: 'succeeded',
    epochsDone: 2,
    weightCount: 504_103,
    error: null,
    jobId: job.id,
    recipeId: 'hmnist-cnn',
  });
  expect(run.engine?.version).not.toBe('');
  expect([1, 2]).toContain(run.bestEpoch);
  const { epochs } = await caller.call('runs.epochs', { runId });
  expect(epochs).toEqual(told);
  expect(run.bestBalancedAccuracy).toBe(epochs[run.bestEpoch! - 1]!.record.validationBalancedAccuracy);
  expect([...stages]).toContain('Training');
  const { evaluations } = await caller.call('evaluations.list', { runId });
  expect(evaluations).toHaveLength(1);
  expect(evaluations[0]).toMatchObject({
    part: 'validation',
    testOpening: null,
    unknownLabels: [],
    trainingOverlap: 0,
    datasetName: 'Sample',
  });
  expect(evaluations[0]!.metrics.n).toBe(split.counts.validation);
  expect(evaluations[0]!.metrics.balancedAccuracy).toBeCloseTo(run.bestBalancedAccuracy!, 6);
  const files = await readFile(join(place.workspace, 'runs', String(runId), 'model', 'nevus.json'), 'utf8');
  expect(JSON.parse(files)).toMatchObject({ classes: run.classes });
});

test('evaluate: the same photographs give the same predictions, and every look at the test part is counted', async () => {
  const { caller, split } = host;
  const again = await caller.call('evaluations.start', { runId: run.id, part: 'validation' });
  expect(await jobEnd(caller, again.jobId)).toMatchObject({ status: 'succeeded' });
  const openings: (number | null)[] = [];
  for (let count = 0; count < 2; count++) {
    const { jobId } = await caller.call('evaluations.start', { runId: run.id, part: 'test' });
    const { result } = await jobEnd(caller, jobId);
    const evaluation = await caller.call('evaluations.get', { evaluationId: Number(result!['evaluationId']) });
    expect(evaluation.metrics.n).toBe(split.counts.test);
    openings.push(evaluation.testOpening);
  }
  expect(openings).toEqual([1, 2]);
  expect((await caller.call('splits.list', {})).splits[0]!.testOpenings).toBe(2);
  const { evaluations } = await caller.call('evaluations.list', { runId: run.id });
  const validations = evaluations.filter(({ part }) => part === 'validation').map(({ metrics }) => metrics);
  expect(validations[0]!.confusion).toEqual(validations[1]!.confusion);
  expect(validations[0]!.logLoss).toBeCloseTo(validations[1]!.logLoss, 4);
});

test('a cell of a confusion matrix finds its photographs', async () => {
  const { caller, datasetId } = host;
  const { evaluations } = await caller.call('evaluations.list', { runId: run.id });
  for (const { id: evaluationId, metrics } of evaluations.slice(0, 2)) {
    for (const [row, { label: actual }] of metrics.perClass.entries()) {
      for (const [column, { label: predicted }] of metrics.perClass.entries()) {
        const { ids } = await caller.call('photographs.find', { datasetId, cell: { evaluationId, actual, predicted } });
        expect(ids).toHaveLength(metrics.confusion[row]![column]!);
      }
    }
  }
});

test('predict: a photograph that is in no dataset gets a ranked differential, the same as its stored one', async () => {
  const { caller, datasetId, split } = host;
  const { ids } = await caller.call('photographs.find', { datasetId, splitId: split.id, parts: ['validation'] });
  const [photograph] = (await caller.call('photographs.get', { ids: ids.slice(0, 1) })).photographs;
  const bytes = await readFile(join(place.sample, photograph!.fileName));
  const answer = await caller.call('predictions.predict', { runId: run.id, fileName: 'mine.jpg', bytesBase64: bytes.toString('base64') });
  expect(answer).toMatchObject({ width: 64, height: 48 });
  const probabilities = answer.differential.map(({ probability }) => probability);
  const others = probabilities.slice(1);
  expect(others).toEqual(others.toSorted((a, b) => b - a));
  expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  const stored = await caller.call('predictions.get', { runId: run.id, photographIds: [photograph!.id, 999_999] });
  expect(stored.predictions).toHaveLength(1);
  expect(stored.predictions[0]!.differential[0]!.label).toBe(answer.differential[0]!.label);
  expect(stored.predictions[0]!.differential[0]!.probability).toBeCloseTo(probabilities[0]!, 4);
});

test('predict refuses what is no photograph, by its name', async () => {
  const { caller } = host;
  const text = Buffer.from('not a photograph').toString('base64');
  const error = await refusal(caller.call('predictions.predict', { runId: run.id, fileName: 'notes.jpg', bytesBase64: text }));
  expect(error.code).toBe('photograph-unreadable');
  expect(error.message).toContain('notes.jpg');
});

test('an external dataset is not split but evaluated whole, and photographs that were trained on are counted', async () => {
  const { caller, datasetId } = host;
  const external = join(place.folder, 'external');
  const { ids } = await caller.call('photographs.find', { datasetId });
  const { photographs } = await caller.call('photographs.get', { ids: ids.slice(0, 12) });
  await mkdir(external);
  const columns = ['MEL', 'NV', 'BCC', 'AKIEC', 'BKL', 'DF', 'VASC'];
  const rows = photographs.map(({ diagnosis }, index) =>
    [`EXT_${index}`, ...columns.map((name) => (name.toLowerCase() === diagnosis ? '1.0' : '0.0'))].join(','),
  );
  await writeFiles(external, { 'ISIC2018_Task3_Test_GroundTruth.csv': [['image', ...columns].join(','), ...rows, ''].join('\n') });
  for (const [index, { fileName }] of photographs.entries()) {
    await writeFiles(external, { [`images/EXT_${index}.jpg`]: await readFile(join(place.sample, fileName)) });
  }
  const imported = await importFolder(caller, external, 'Elsewhere');
  const dataset = await caller.call('datasets.get', { datasetId: imported.datasetId });
  expect(dataset).toMatchObject({ hasLesionIds: false, photographCount: 12 });
  const split = await refusal(caller.call('splits.create', { datasetId: imported.datasetId }));
  expect(split).toMatchObject({ code: 'not-allowed' });
  expect(split.message).toContain('cannot be split by lesion');
  const { jobId } = await caller.call('evaluations.start', { runId: run.id, datasetId: imported.datasetId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
  const [evaluation] = (await caller.call('evaluations.list', { runId: run.id })).evaluations;
  expect(evaluation).toMatchObject({ part: null, datasetName: 'Elsewhere', testOpening: null });
  expect(evaluation!.metrics.n).toBe(12);
  expect(evaluation!.trainingOverlap).toBeGreaterThan(0);
});

test('a run is not evaluated on all of its own dataset, and needs a network for anything', async () => {
  const { caller, datasetId, split } = host;
  const whole = await refusal(caller.call('evaluations.start', { runId: run.id, datasetId }));
  expect(whole.code).toBe('not-allowed');
  const { runId, jobId } = await caller.call('runs.start', await trainingConfig(caller, split.id, 500));
  expect((await refusal(caller.call('evaluations.start', { runId, part: 'test' }))).code).toBe('conflict');
  await caller.call('jobs.cancel', { jobId });
  await jobEnd(caller, jobId);
  await caller.call('runs.remove', { runId });
  expect((await refusal(caller.call('runs.get', { runId }))).code).toBe('not-found');
});

test('after a restart everything is there', async () => {
  const { caller, datasetId, split } = host;
  const before = {
    runs: await caller.call('runs.list', {}),
    evaluations: await caller.call('evaluations.list', {}),
    epochs: await caller.call('runs.epochs', { runId: run.id }),
  };
  await host.host.close();
  const reopened = await openHost(place.workspace);
  host = { ...reopened, datasetId, split };
  expect({
    runs: await reopened.caller.call('runs.list', {}),
    evaluations: await reopened.caller.call('evaluations.list', {}),
    epochs: await reopened.caller.call('runs.epochs', { runId: run.id }),
  }).toEqual(before);
});

test('removing the dataset removes its runs and files, and no original', async () => {
  const { caller, datasetId } = host;
  const { ids } = await caller.call('photographs.find', { datasetId });
  const original = await host.host.locateImage(ids[0]!, 'full');
  const thumbnail = await host.host.locateImage(ids[0]!, 'thumbnail');
  await caller.call('datasets.remove', { datasetId });
  expect((await caller.call('runs.list', {})).runs).toEqual([]);
  expect((await refusal(caller.call('datasets.get', { datasetId }))).code).toBe('not-found');
  await expect(readFile(thumbnail.path)).rejects.toThrow(/ENOENT/);
  expect((await readFile(original.path)).length).toBeGreaterThan(0);
});
