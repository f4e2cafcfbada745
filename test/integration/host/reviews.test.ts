import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Part } from '../../../common/domain/dataset.ts';
import type { CaseSummary } from '../../../common/domain/review.ts';
import { jobEnd, refusal } from '../../helpers/open-host.ts';
import { sampleWorkspace, splitHost, train } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });

let place: SampleWorkspace;
let host: SplitHost;
let runId: number;
let cases: CaseSummary[];

beforeAll(async () => {
  place = await sampleWorkspace(8);
  host = await splitHost(place);
  ({ runId } = await train(host.caller, host.split.id));
  ({ cases } = await host.caller.call('reviews.queue', { runId }));
  await host.caller.call('settings.change', { readerName: 'Dr. Åse' });
});
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

const caseOf = (index: number) => ({ runId, caseKey: cases[index]!.caseKey });

test('the queue holds the lesions of the part, least certain first', async () => {
  const { caller, datasetId, split } = host;
  const inPart = async (part: Part): Promise<Set<string | null>> => {
    const { ids } = await caller.call('photographs.find', { datasetId, splitId: split.id, parts: [part] });
    return new Set((await caller.call('photographs.get', { ids })).photographs.map(({ lesionId }) => lesionId));
  };
  expect(new Set(cases.map(({ caseKey }) => caseKey))).toEqual(await inPart('validation'));
  expect(cases.reduce((sum, { photographCount }) => sum + photographCount, 0)).toBe(split.counts.validation);
  expect(cases.every(({ status }) => status === 'open')).toBe(true);
  const imported = await caller.call('reviews.queue', { runId, order: 'imported' });
  const covers = imported.cases.map(({ coverPhotographId }) => coverPhotographId);
  expect(covers).toEqual([...covers].sort((a, b) => a - b));
  const certainty: number[] = [];
  for (const { caseKey } of cases) {
    const { photographs } = await caller.call('reviews.get', { runId, caseKey });
    const { predictions } = await caller.call('predictions.get', { runId, photographIds: photographs.map(({ id }) => id) });
    const means = new Map<string, number>();
    for (const { differential } of predictions) {
      for (const { label, probability } of differential) means.set(label, (means.get(label) ?? 0) + probability / predictions.length);
    }
    certainty.push(Math.max(...means.values()));
  }
  expect(certainty).toEqual([...certainty].sort((a, b) => a - b));
  expect((await caller.call('reviews.queue', { runId, part: 'test' })).cases).toEqual([]);
});

test('nothing of the model, the truth or its proof is told before its time', async () => {
  const { caller } = host;
  const open = await caller.call('reviews.get', caseOf(0));
  expect(open).toMatchObject({ status: 'open', reading: null, model: null, truth: null });
  expect(open.photographs.map(({ diagnosis, proof }) => [diagnosis, proof])).toEqual(open.photographs.map(() => ['', null]));
  for (const call of ['reviews.sign', 'reviews.decide', 'reviews.unsign'] as const) {
    const error = await refusal(caller.call(call, caseOf(0)));
    expect(error.code).toBe('conflict');
    expect(error.message).toContain('Lock your own diagnosis');
  }
  const locked = await caller.call('reviews.lock', { ...caseOf(0), diagnosis: 'df', confidence: 3 });
  expect(locked).toMatchObject({
    status: 'read',
    truth: null,
    reading: { ownDiagnosis: 'df', confidence: 3, finalDiagnosis: null, signedAt: null },
  });
  expect(locked.model!.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  expect(locked.photographs.every(({ diagnosis, proof }) => diagnosis === '' && proof === null)).toBe(true);
});

test('the first reading stays: no second lock, not even after signing and undoing it', async () => {
  const { caller } = host;
  expect((await refusal(caller.call('reviews.lock', { ...caseOf(0), diagnosis: 'nv', confidence: 1 }))).code).toBe('conflict');
  const decided = await caller.call('reviews.decide', {
    ...caseOf(0),
    finalDiagnosis: 'mel',
    reason: 'Blue-white veil',
    note: '=HYPERLINK("x")',
  });
  expect(decided).toMatchObject({ status: 'read', truth: null });
  const signed = await caller.call('reviews.sign', caseOf(0));
  expect(signed.status).toBe('signed');
  expect(signed.truth).toBe(signed.photographs[0]!.diagnosis);
  expect(signed.truth).not.toBe('');
  for (const refused of [
    caller.call('reviews.decide', { ...caseOf(0), note: 'later' }),
    caller.call('reviews.sign', caseOf(0)),
    caller.call('reviews.defer', caseOf(0)),
    caller.call('reviews.lock', { ...caseOf(0), diagnosis: 'nv', confidence: 1 }),
  ]) {
    expect((await refusal(refused)).code).toBe('conflict');
  }
  const undone = await caller.call('reviews.unsign', caseOf(0));
  expect(undone).toMatchObject({
    status: 'read',
    truth: null,
    reading: { ownDiagnosis: 'df', finalDiagnosis: 'mel', note: '=HYPERLINK("x")' },
  });
  expect((await refusal(caller.call('reviews.unsign', caseOf(0)))).message).toContain('not signed');
  await caller.call('reviews.decide', { ...caseOf(0), note: 'seen "twice", once more' });
  expect((await caller.call('reviews.sign', caseOf(0))).status).toBe('signed');
});

test('where reader and model agree, signing needs no decision; where they do not, it does', async () => {
  const { caller } = host;
  const { photographs } = await caller.call('reviews.get', caseOf(1));
  const { predictions } = await caller.call('predictions.get', { runId, photographIds: photographs.map(({ id }) => id) });
  const [agreeing, disagreeing] = predictions[0]!.differential.map(({ label }) => label);
  for (const { differential } of predictions) expect(differential[0]!.label).toBe(agreeing);
  await caller.call('reviews.lock', { ...caseOf(1), diagnosis: agreeing!, confidence: 2 });
  expect(await caller.call('reviews.sign', caseOf(1))).toMatchObject({ reading: { finalDiagnosis: agreeing } });

  const other = await caller.call('reviews.lock', { ...caseOf(2), diagnosis: disagreeing!, confidence: 2 });
  const own = other.model![0]!.label === disagreeing ? null : disagreeing;
  if (own !== null) expect((await refusal(caller.call('reviews.sign', caseOf(2)))).message).toContain('Choose the final diagnosis');
  await caller.call('reviews.decide', { ...caseOf(2), finalDiagnosis: disagreeing! });
  expect((await caller.call('reviews.sign', caseOf(2))).status).toBe('signed');
});

test('a deferred case can be picked up again', async () => {
  const { caller } = host;
  expect(await caller.call('reviews.defer', caseOf(3))).toMatchObject({ status: 'deferred', reading: null, model: null });
  expect((await caller.call('reviews.queue', { runId })).cases[3]).toMatchObject({ status: 'deferred' });
  expect(await caller.call('reviews.lock', { ...caseOf(3), diagnosis: 'nv', confidence: 1 })).toMatchObject({ status: 'read' });
  expect(await caller.call('reviews.defer', caseOf(3))).toMatchObject({ status: 'deferred', reading: { ownDiagnosis: 'nv' } });
});

test('unknown cases, cases without predictions and invented diagnoses are refused', async () => {
  const { caller, datasetId, split } = host;
  expect((await refusal(caller.call('reviews.get', { runId, caseKey: 'HAM_none' }))).code).toBe('not-found');
  const { ids } = await caller.call('photographs.find', { datasetId, splitId: split.id, parts: ['test'] });
  const [unpredicted] = (await caller.call('photographs.get', { ids: ids.slice(0, 1) })).photographs;
  expect((await refusal(caller.call('reviews.get', { runId, caseKey: unpredicted!.lesionId! }))).message).toContain('Evaluate the part');
  const invented = caller.call('reviews.lock', { ...caseOf(4), diagnosis: 'freckle', confidence: 1 });
  expect((await refusal(invented)).code).toBe('invalid-input');
});

test('the export has a row for every touched case, and shows no more than the screen', async () => {
  const { caller } = host;
  const { csv, fileName, caseCount } = await caller.call('reviews.export', { runId });
  expect(fileName).toBe(`nevus-readings-run-${runId}.csv`);
  const rows = parse<Record<string, string>>(csv, { columns: true });
  expect(rows).toHaveLength(caseCount);
  expect(caseCount).toBe(4);
  const [first, , , deferred] = rows;
  expect(first).toMatchObject({
    case: cases[0]!.caseKey,
    status: 'signed',
    reader: 'Dr. Åse',
    own_diagnosis: 'df',
    confidence: '3',
    final_diagnosis: 'mel',
    changed: 'true',
    reason: 'Blue-white veil',
    note: 'seen "twice", once more',
    reopened: '1',
    dataset: 'Sample',
    notice: 'Research use only, not for diagnosis',
  });
  expect(first!['truth']).not.toBe('');
  expect(deferred).toMatchObject({ status: 'deferred', own_diagnosis: 'nv', truth: '', proof: '', signed_at: '' });
  const probabilities = ['mel', 'bcc', 'akiec', 'nv', 'bkl', 'df', 'vasc'].map((label) => Number(first![`model_${label}`]));
  expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
});

test('the test part has a queue once it was opened', async () => {
  const { caller, split } = host;
  const { jobId } = await caller.call('evaluations.start', { runId, part: 'test' });
  expect((await jobEnd(caller, jobId)).status).toBe('succeeded');
  const queue = await caller.call('reviews.queue', { runId, part: 'test' });
  expect(queue.cases.reduce((sum, { photographCount }) => sum + photographCount, 0)).toBe(split.counts.test);
});
