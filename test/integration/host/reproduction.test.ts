import { afterEach, beforeEach, expect, test } from 'vitest';
import { ReproductionResult } from '../../../common/domain/reproduction.ts';
import { importFolder, jobEnd, nextEvent, openHost, openHostForTest, refusal } from '../../helpers/open-host.ts';
import { sampleWorkspace } from '../../helpers/trained-host.ts';
import type { SampleWorkspace } from '../../helpers/trained-host.ts';

let sample: SampleWorkspace;
beforeEach(async () => {
  sample = await sampleWorkspace();
});
afterEach(() => sample.remove());

test('a reproduction goes on with its training after the host was closed, and fills its row', { timeout: 120_000 }, async () => {
  const first = await openHost(sample.workspace);
  const { datasetId } = await importFolder(first.caller, sample.sample, 'Sample');
  const request = { recipeId: 'hmnist-cnn', datasetId, isQuick: true };
  const before = (await first.caller.call('reproductions.list', {})).rows;
  expect(before.filter(({ recipe: { id, project } }) => id === project).map(({ recipe }) => recipe.id)).toEqual([
    'hmnist-cnn',
    'isic-two-conv',
    'ham-transfer',
    'nine-class',
    'ham-backbones',
  ]);
  expect(before.find(({ recipe }) => recipe.id === 'hmnist-cnn')).toMatchObject({
    datasetIds: [datasetId],
    missingWeights: null,
    jobId: null,
    figures: { inItsOwnTerms: null, grouped: null },
  });
  expect(before.find(({ recipe }) => recipe.id === 'nine-class')).toMatchObject({ datasetIds: [] });
  expect(before.find(({ recipe }) => recipe.id === 'ham-transfer')).toMatchObject({ missingWeights: { architecture: 'vgg19' } });

  const training = nextEvent(first.caller, 'jobs.changed', ({ job }) => job.kind === 'train' && job.status === 'running');
  const { jobId } = await first.caller.call('reproductions.start', request);
  await training;
  expect(await first.caller.call('reproductions.start', request)).toEqual({ jobId });
  const [run] = (await first.caller.call('runs.list', {})).runs;
  await first.host.close();

  const { caller } = await openHostForTest(sample.workspace);
  expect(await caller.call('jobs.get', { jobId })).toMatchObject({ status: 'interrupted' });
  expect(await caller.call('reproductions.start', request)).toEqual({ jobId });
  const ended = await jobEnd(caller, jobId);
  expect(ended).toMatchObject({ status: 'succeeded', error: null });
  const { figures } = ReproductionResult.parse(ended.result);
  expect(figures).toMatchObject({
    inItsOwnTerms: { runId: run!.id, settings: 'quick', grouping: 'photograph', part: 'test', network: 'HMNIST CNN', startedFrom: null },
    grouped: { settings: 'quick', grouping: 'lesion', part: 'test', hasLesionIds: true, epochs: 2 },
  });
  expect((await caller.call('runs.list', {})).runs).toHaveLength(2);
  const rows = (await caller.call('reproductions.list', {})).rows;
  expect(rows.find(({ recipe }) => recipe.id === 'hmnist-cnn')).toMatchObject({ jobId, figures });
});

test('a reproduction that is cancelled gives its training up; what cannot be reproduced is refused', { timeout: 120_000 }, async () => {
  const { caller } = await openHostForTest(sample.workspace);
  const { datasetId } = await importFolder(caller, sample.sample, 'Sample');
  const training = nextEvent(caller, 'jobs.changed', ({ job }) => job.kind === 'train' && job.status === 'running');
  const { jobId } = await caller.call('reproductions.start', { recipeId: 'isic-two-conv', datasetId });
  await training;
  await caller.call('jobs.cancel', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'cancelled' });
  expect((await caller.call('runs.list', {})).runs).toMatchObject([{ status: 'cancelled' }]);
  expect(await refusal(caller.call('reproductions.start', { recipeId: 'nevus-fast', datasetId }))).toMatchObject({ code: 'not-found' });
  expect(await refusal(caller.call('reproductions.start', { recipeId: 'hmnist-cnn', datasetId: 99 }))).toMatchObject({ code: 'not-found' });
});
