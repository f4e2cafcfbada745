import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Evaluation } from '../../../common/domain/run.ts';
import { importFolder, jobEnd, refusal } from '../../helpers/open-host.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 300_000 });

let place: SampleWorkspace;
let host: SplitHost;
/** Two runs on one split, and one on each of two folds. */
let [first, second, foldOne, foldTwo] = [0, 0, 0, 0];

beforeAll(async () => {
  place = await sampleWorkspace(6);
  host = await splitHost(place);
  const { caller, datasetId, split } = host;
  const { splits } = await caller.call('splits.createFolds', { datasetId, folds: 2, testShare: 0.2 });
  const started = [];
  for (const [index, splitId] of [split.id, split.id, ...splits.map(({ id }) => id)].entries()) {
    const config = await trainingConfig(caller, splitId, 2);
    started.push(await caller.call('runs.start', { ...config, options: { ...config.options, seed: index + 1 } }));
  }
  for (const { jobId } of started) expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
  [first = 0, second = 0, foldOne = 0, foldTwo = 0] = started.map(({ runId }) => runId);
});
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

async function idsOf(runId: number, part: 'validation' | 'test'): Promise<number[]> {
  const { splitId } = await host.caller.call('runs.get', { runId });
  return (await host.caller.call('photographs.find', { datasetId: host.datasetId, splitId, parts: [part] })).ids;
}

async function evaluationOf(runId: number, part: 'validation' | 'test'): Promise<Evaluation> {
  const { evaluations } = await host.caller.call('evaluations.list', { runId });
  return evaluations.find((evaluation) => evaluation.part === part)!;
}

async function openings(): Promise<number[]> {
  return (await host.caller.call('splits.list', {})).splits.map(({ testOpenings }) => testOpenings);
}

test('runs of one split are compared on all of its validation part, with the figures of their own evaluations', async () => {
  const { caller } = host;
  const comparison = await caller.call('runs.compare', { runIds: [second, first], referenceRunId: first });
  const ids = await idsOf(first, 'validation');
  expect(comparison).toMatchObject({ part: 'validation', referenceRunId: first, datasetId: host.datasetId });
  expect(comparison.photographs.ids).toEqual(ids);
  for (const run of comparison.runs) {
    const { metrics, interval, byLesion, calibration, naming } = await evaluationOf(run.runId, 'validation');
    expect(run).toMatchObject({ partSize: ids.length, accuracy: metrics.accuracy, naming });
    for (const [figure, own] of [
      [run.balancedAccuracy, metrics.balancedAccuracy],
      [run.macroAuc, metrics.macroAuc],
      [run.logLoss, metrics.logLoss],
      [run.calibrationError, calibration!.expectedError],
      [run.byLesion!.balancedAccuracy, byLesion!.balancedAccuracy],
      [run.interval!.low, interval!.low],
      [run.interval!.high, interval!.high],
    ] as const) {
      expect(figure).toBeCloseTo(own!, 12);
    }
    expect(run.recall).toEqual(comparison.classes.map((label) => metrics.perClass.find((entry) => entry.label === label)!.recall));
  }
  const [difference] = comparison.differences;
  expect(comparison.differences).toHaveLength(1);
  expect(difference!.runId).toBe(second);
  expect(difference!.balancedAccuracy).toBeCloseTo(comparison.runs[0]!.balancedAccuracy - comparison.runs[1]!.balancedAccuracy, 12);

  // Who is right on what, counted here from what the window would be told.
  const { photographs } = await caller.call('photographs.get', { ids });
  const namedBy = async (runId: number): Promise<Map<number, string>> => {
    const { predictions } = await caller.call('predictions.get', { runId, photographIds: ids });
    return new Map(predictions.map(({ photographId, differential }) => [photographId, differential[0]!.label]));
  };
  const [ofFirst, ofSecond] = [await namedBy(first), await namedBy(second)];
  const countWhere = (isFirst: boolean, isSecond: boolean): number =>
    photographs.filter(({ id, diagnosis }) => (ofFirst.get(id) === diagnosis) === isFirst && (ofSecond.get(id) === diagnosis) === isSecond)
      .length;
  expect(difference!.photographs).toMatchObject({
    both: countWhere(true, true),
    onlyReference: countWhere(true, false),
    onlyOther: countWhere(false, true),
    neither: countWhere(false, false),
  });
  photographs.forEach(({ id, imageId, diagnosis }, index) => {
    expect(comparison.photographs.imageIds[index]).toBe(imageId);
    expect(comparison.classes[comparison.photographs.actual[index]!]).toBe(diagnosis);
    expect(comparison.classes[comparison.photographs.named[0]![index]!]).toBe(ofSecond.get(id));
  });
});

test('runs of different splits are compared on what lies in the same part of both; where that is nothing, it is said', async () => {
  const { caller } = host;
  const common = (await idsOf(first, 'validation')).filter(
    (
      (inFold) => (id) =>
        inFold.has(id)
    )(new Set(await idsOf(foldOne, 'validation'))),
  );
  expect(common.length).toBeGreaterThan(0);
  const comparison = await caller.call('runs.compare', { runIds: [first, foldOne] });
  expect(comparison.photographs.ids).toEqual(common);
  expect(comparison.runs.map(({ partSize }) => partSize)).toEqual([
    (await idsOf(first, 'validation')).length,
    (await idsOf(foldOne, 'validation')).length,
  ]);
  const refused = await refusal(caller.call('runs.compare', { runIds: [foldOne, foldTwo] }));
  expect(refused.code).toBe('conflict');
  expect(refused.message).toMatch(
    /^No photograph lies in the validation part of all these runs.*fold 1 of 2.*fold 2 of 2.*share their test part only/,
  );
});

test('the test part is compared only where it was opened, and comparing does not open it', async () => {
  const { caller } = host;
  expect(new Set(await openings())).toEqual(new Set([0]));
  const closed = await refusal(caller.call('runs.compare', { runIds: [foldOne, foldTwo], part: 'test' }));
  expect(closed).toMatchObject({ code: 'not-allowed', detail: { part: 'test', runIds: [foldOne, foldTwo] } });
  expect(closed.message).toContain('comparing never opens it');
  const ensemble = await caller.call('runs.combine', { runIds: [foldOne, foldTwo], name: 'Both folds' });
  for (const runId of [foldOne, ensemble.id]) {
    const { jobId } = await caller.call('evaluations.start', { runId, part: 'test' });
    expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
  }
  const before = await openings();
  const comparison = await caller.call('runs.compare', { runIds: [foldOne, ensemble.id], part: 'test' });
  expect(comparison.photographs.ids).toEqual(await idsOf(foldOne, 'test'));
  expect(comparison.runs.map(({ evaluation }) => evaluation.testOpening)).toEqual([1, 2]);
  expect(comparison.runs[1]!.balancedAccuracy).toBeCloseTo((await evaluationOf(ensemble.id, 'test')).metrics.balancedAccuracy, 12);
  expect(await openings()).toEqual(before);
  const refused = await refusal(caller.call('runs.compare', { runIds: [first, ensemble.id] }));
  expect(refused.code).toBe('not-allowed');
  expect(refused.message).toContain('Both folds is an ensemble and has no validation part');
});

test('what does not go together is refused', async () => {
  const { caller } = host;
  expect((await refusal(caller.call('runs.compare', { runIds: [first] }))).code).toBe('invalid-input');
  expect((await refusal(caller.call('runs.compare', { runIds: [first, first] }))).message).toContain('name each run once');
  expect((await refusal(caller.call('runs.compare', { runIds: [first, second], referenceRunId: foldOne }))).message).toContain('reference');
  expect((await refusal(caller.call('runs.compare', { runIds: [first, 999] }))).code).toBe('not-found');
  const { datasetId } = await importFolder(caller, place.sample, 'Again');
  const split = await caller.call('splits.create', { datasetId });
  const { runId, jobId } = await caller.call('runs.start', await trainingConfig(caller, split.id, 1));
  await caller.call('jobs.cancel', { jobId });
  await jobEnd(caller, jobId);
  const elsewhere = await refusal(caller.call('runs.compare', { runIds: [first, runId] }));
  expect(elsewhere.message).toContain('were trained on different datasets');
});
