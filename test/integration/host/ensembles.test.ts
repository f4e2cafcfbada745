import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../../../common/domain/run.ts';
import { jobEnd, refusal } from '../../helpers/open-host.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

let place: SampleWorkspace;
let host: SplitHost;
let members: Run[];
let ensemble: Run;

beforeAll(async () => {
  place = await sampleWorkspace(6);
  host = await splitHost(place);
  const { caller, datasetId } = host;
  const { splits } = await caller.call('splits.createFolds', { datasetId, folds: 2, testShare: 0.2 });
  const started = [];
  for (const split of splits) started.push(await caller.call('runs.start', await trainingConfig(caller, split.id, 2)));
  for (const { jobId } of started) expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
  members = await Promise.all(started.map(({ runId }) => caller.call('runs.get', { runId })));
  ensemble = await caller.call('runs.combine', { runIds: members.map(({ id }) => id) });
}, 120_000);
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

async function evaluate(runId: number, views: number): Promise<void> {
  const { jobId } = await host.caller.call('evaluations.start', { runId, part: 'test', views });
  expect(await jobEnd(host.caller, jobId)).toMatchObject({ status: 'succeeded' });
}

test('folds share their test part, and every other photograph validates once', async () => {
  const { caller, datasetId } = host;
  const idsOf = async (run: Run, part: 'validation' | 'test'): Promise<number[]> =>
    (await caller.call('photographs.find', { datasetId, splitId: run.splitId, parts: [part] })).ids;
  const [first, second] = members as [Run, Run];
  expect(await idsOf(first, 'test')).toEqual(await idsOf(second, 'test'));
  const validated = [...(await idsOf(first, 'validation')), ...(await idsOf(second, 'validation'))];
  expect(new Set(validated).size).toBe(validated.length);
});

test('an ensemble answers with the mean of what its runs say, each calibrated by itself', async () => {
  const { caller, datasetId } = host;
  for (const run of [...members, ensemble]) await evaluate(run.id, 4);
  const { ids } = await caller.call('photographs.find', { datasetId, splitId: ensemble.splitId, parts: ['test'] });
  const answers = await Promise.all(
    [...members, ensemble].map(async ({ id }) => {
      const { predictions } = await caller.call('predictions.get', { runId: id, photographIds: ids });
      return new Map(
        predictions.map(({ photographId, differential }) => [
          photographId,
          new Map(differential.map((one) => [one.label, one.probability])),
        ]),
      );
    }),
  );
  for (const id of ids) {
    for (const label of ensemble.classes) {
      const [first, second, mean] = answers.map((answer) => answer.get(id)?.get(label) ?? 0) as [number, number, number];
      expect(mean).toBeCloseTo((first + second) / 2, 6);
    }
  }
  const [evaluation] = (await caller.call('evaluations.list', { runId: ensemble.id })).evaluations;
  expect(evaluation).toMatchObject({ part: 'test', views: 4, calibration: { temperature: 1, bias: null }, interval: { level: 0.95 } });
});

test('an ensemble has a rule of its own, over the mean of the probabilities and of how frequent each diagnosis was to its runs', async () => {
  const { caller, datasetId } = host;
  expect(ensemble.naming).toBe('network');
  const changed = await caller.call('runs.nameBy', { runId: ensemble.id, naming: 'balanced' });
  expect(changed).toMatchObject({ evaluation: null, run: { naming: 'balanced' } });
  await evaluate(ensemble.id, 4);
  const { splits } = await caller.call('splits.list', { datasetId });
  const shareOf = (label: string): number => {
    const shares = members.map(({ splitId }) => {
      const { classCounts, counts } = splits.find(({ id }) => id === splitId)!;
      return classCounts.find((entry) => entry.part === 'train' && entry.label === label)!.count / counts.train;
    });
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  };
  const { ids } = await caller.call('photographs.find', { datasetId, splitId: ensemble.splitId, parts: ['test'] });
  const { predictions } = await caller.call('predictions.get', { runId: ensemble.id, photographIds: ids });
  for (const { differential, naming } of predictions) {
    expect(naming).toBe('balanced');
    const scored = differential.map(({ label, probability }) => ({ label, score: probability / shareOf(label) }));
    expect(differential[0]!.label).toBe(scored.sort((a, b) => b.score - a.score)[0]!.label);
  }
  const [evaluation] = (await caller.call('evaluations.list', { runId: ensemble.id })).evaluations;
  expect(evaluation).toMatchObject({ naming: 'balanced', byRule: { balanced: { accuracy: evaluation!.metrics.accuracy } } });
  expect(members.map(({ naming }) => naming)).toEqual(['network', 'network']);
});

test('other views are calibrated on the validation part, without opening the test part once more', async () => {
  const { caller, datasetId } = host;
  const { evaluations } = await caller.call('evaluations.list', { runId: members[0]!.id });
  expect(evaluations.map(({ part, views }) => [part, views])).toEqual([
    ['test', 4],
    ['validation', 4],
    ['validation', 1],
  ]);
  const [tested, validated, plain] = evaluations;
  expect(tested!.calibration!.temperature).toBe(validated!.calibration!.temperature);
  expect(tested!.calibration!.bias).toEqual(validated!.calibration!.bias);
  expect(tested!.calibration!.bias).toHaveLength(members[0]!.classes.length);
  expect(validated!.calibration!.expectedError).toBeLessThanOrEqual(1);
  expect(plain!.calibration!.temperature).toBeGreaterThan(0);
  const { splits } = await caller.call('splits.list', { datasetId });
  // Once for each of the two runs and twice for the ensemble: their folds lay the same photographs aside.
  expect(members.map(({ splitId }) => splits.find(({ id }) => id === splitId)!.testOpenings)).toEqual([4, 4]);
});

test('out of fold, each photograph counts once, judged by the run that did not learn from it', async () => {
  const { caller, datasetId } = host;
  const right = new Map(ensemble.classes.map((label) => [label, [] as boolean[]]));
  for (const member of members) {
    const { ids } = await caller.call('photographs.find', { datasetId, splitId: member.splitId, parts: ['validation'] });
    const { photographs } = await caller.call('photographs.get', { ids });
    const { predictions } = await caller.call('predictions.get', { runId: member.id, photographIds: ids });
    const named = new Map(predictions.map(({ photographId, differential }) => [photographId, differential[0]!.label]));
    for (const { id, diagnosis } of photographs) right.get(diagnosis)!.push(named.get(id) === diagnosis);
  }
  const recalls = [...right.values()].filter((all) => all.length > 0).map((all) => all.filter(Boolean).length / all.length);
  await caller.call('runs.nameBy', { runId: ensemble.id, naming: 'network' });
  const { outOfFold } = await caller.call('runs.outOfFold', { runId: ensemble.id });
  expect(outOfFold).toMatchObject({ naming: 'network', isByAll: false, views: 4, interval: { level: 0.95 } });
  expect(outOfFold!.metrics.n).toBe([...right.values()].flat().length);
  expect(outOfFold!.metrics.balancedAccuracy).toBeCloseTo(recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length, 9);
  await caller.call('runs.nameBy', { runId: ensemble.id, naming: 'probable' });
  const { outOfFold: renamed } = await caller.call('runs.outOfFold', { runId: ensemble.id });
  expect(renamed!.metrics.balancedAccuracy).toBeCloseTo(outOfFold!.byRule!.probable.balancedAccuracy, 9);
  expect((await caller.call('runs.outOfFold', { runId: members[0]!.id })).outOfFold).toBeNull();
});

test('a photograph is predicted by all networks, in several views, and decoded along the tree', async () => {
  const { caller, datasetId } = host;
  const { ids } = await caller.call('photographs.find', { datasetId });
  const [photograph] = (await caller.call('photographs.get', { ids: ids.slice(0, 1) })).photographs;
  const bytesBase64 = (await readFile(join(place.sample, photograph!.fileName))).toString('base64');
  const input = { runId: ensemble.id, fileName: 'a.jpg', bytesBase64, views: 8 };
  const exact = await caller.call('predictions.predict', input);
  expect(exact.differential.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
  expect(await caller.call('predictions.predict', { ...input, beamWidth: 7 })).toMatchObject({ differential: exact.differential });
  expect((await caller.call('predictions.predict', { ...input, beamWidth: 1 })).differential).toHaveLength(1);
});

test('what does not fit together is refused, and what is in use stays', async () => {
  const { caller, split } = host;
  const [first] = members as [Run, Run];
  expect((await refusal(caller.call('evaluations.start', { runId: ensemble.id, part: 'validation' }))).code).toBe('not-allowed');
  expect((await refusal(caller.call('runs.combine', { runIds: [first.id, ensemble.id] }))).code).toBe('invalid-input');
  expect((await refusal(caller.call('runs.remove', { runId: first.id }))).message).toContain(ensemble.name);
  const { runId, jobId } = await caller.call('runs.start', await trainingConfig(caller, split.id, 1));
  await jobEnd(caller, jobId);
  const other = await refusal(caller.call('runs.combine', { runIds: [first.id, runId] }));
  expect(other.message).toContain('different test parts');
});

test('where all runs share their validation part, it is the ensemble that is measured out of fold', async () => {
  const { caller, datasetId, split } = host;
  const started = [
    await caller.call('runs.start', await trainingConfig(caller, split.id, 1)),
    await caller.call('runs.start', await trainingConfig(caller, split.id, 1)),
  ];
  for (const { jobId } of started) await jobEnd(caller, jobId);
  const both = await caller.call('runs.combine', { runIds: started.map(({ runId }) => runId) });
  const { ids } = await caller.call('photographs.find', { datasetId, splitId: split.id, parts: ['validation'] });
  const { outOfFold } = await caller.call('runs.outOfFold', { runId: both.id });
  expect(outOfFold).toMatchObject({ isByAll: true, views: 1, metrics: { n: ids.length } });
});
