import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Split } from '../../../common/domain/dataset.ts';
import { Distillation } from '../../../common/domain/distillation.ts';
import type { Run } from '../../../common/domain/run.ts';
import type { TrainingConfig } from '../../../common/domain/training-config.ts';
import { jobEnd, nextEvent, refusal } from '../../helpers/open-host.ts';
import { runResults } from '../../helpers/run-results.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

vi.setConfig({ testTimeout: 90_000 });

let place: SampleWorkspace;
let host: SplitHost;
let folds: Split[];
let ensemble: Run;

async function finished(config: TrainingConfig): Promise<Run> {
  const { runId, jobId } = await host.caller.call('runs.start', config);
  expect(await jobEnd(host.caller, jobId)).toMatchObject({ status: 'succeeded' });
  return host.caller.call('runs.get', { runId });
}

/** A training on a split that learns from a run. */
async function lesson(splitId: number, teacherRunId: number, changes: Partial<Distillation> = {}, epochs = 2): Promise<TrainingConfig> {
  const { options, ...config } = await trainingConfig(host.caller, splitId, epochs);
  return { ...config, teacherRunId, options: { ...options, distillation: Distillation.parse({ views: 2, ...changes }) } };
}

async function logOf(runId: number): Promise<string> {
  const { lines } = await host.caller.call('runs.log', { runId });
  return lines.map(({ message }) => message).join('\n');
}

beforeAll(async () => {
  place = await sampleWorkspace(6);
  host = await splitHost(place);
  const { caller, datasetId } = host;
  ({ splits: folds } = await caller.call('splits.createFolds', { datasetId, folds: 2, testShare: 0.2 }));
  const members: Run[] = [];
  for (const split of folds) members.push(await finished(await trainingConfig(caller, split.id, 2)));
  ensemble = await caller.call('runs.combine', { runIds: members.map(({ id }) => id), name: 'Both folds' });
}, 120_000);
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

test('an ensemble of folds teaches one network, each photograph by the network that was not trained on it', async () => {
  const { caller } = host;
  const [split] = folds as [Split, Split];
  const stages = new Set<string>();
  const stop = caller.on('jobs.changed', ({ job }) => stages.add(job.progress?.stage ?? ''));
  const student = await finished(await lesson(split.id, ensemble.id));
  stop();
  const { train, validation } = split.counts;
  // The network of the other fold was trained on this one's validation part.
  expect(student.teacher).toEqual({
    runId: ensemble.id,
    name: 'Both folds',
    trainCount: train,
    outOfFoldCount: train,
    validationCount: validation,
    validationTrainedCount: validation,
  });
  expect(stages).toContain('Asking the teacher');
  const log = await logOf(student.id);
  expect(log).toContain(`For ${train} of these ${train} photographs only networks answer that were not trained on their lesion.`);
  expect(log).toContain('figures on it flatter');
  const { evaluations } = await caller.call('evaluations.list', { runId: student.id });
  expect(evaluations).toMatchObject([{ part: 'validation', trainingOverlap: validation }]);
  const facts = JSON.parse(await readFile(join(place.workspace, 'runs', String(student.id), 'model', 'nevus.json'), 'utf8')) as object;
  expect(facts).toMatchObject({ distillation: { teacher: 'Both folds', temperature: 2, share: 0.7, views: 2 } });
  expect(existsSync(join(place.workspace, 'runs', String(student.id), 'teacher'))).toBe(false);
  const { jobId } = await caller.call('evaluations.start', { runId: student.id, part: 'test' });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
  const [tested] = (await caller.call('evaluations.list', { runId: student.id })).evaluations;
  expect(tested).toMatchObject({ part: 'test', trainingOverlap: 0 });
});

test('the teacher is asked once: a student that was paused meanwhile ends as one that was not', async () => {
  const { caller } = host;
  const [split] = folds as [Split, Split];
  const config = await lesson(split.id, ensemble.id, { targets: 'all' }, 3);
  const reference = await finished(config);
  const expected = await runResults(caller, place.workspace, reference.id);
  expect(reference.teacher).toMatchObject({ outOfFoldCount: 0 });

  const { runId, jobId } = await caller.call('runs.start', config);
  await nextEvent(caller, 'jobs.changed', ({ job }) => job.id === jobId && job.progress?.stage === 'Asking the teacher');
  await caller.call('jobs.pause', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'paused', error: null });
  await caller.call('jobs.resume', { jobId });
  await nextEvent(caller, 'runs.epochEnded', (told) => told.runId === runId);
  await caller.call('jobs.pause', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'paused' });
  expect(existsSync(join(place.workspace, 'runs', String(runId), 'teacher', 'answers.bin'))).toBe(true);
  await caller.call('jobs.resume', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
  expect(await runResults(caller, place.workspace, runId)).toEqual(expected);
});

test('who has learned from the test part does not teach, and what is in use stays', async () => {
  const { caller, datasetId } = host;
  const [fold] = folds as [Split, Split];
  const split = await caller.call('splits.create', { datasetId, seed: 5 });
  const refused = await refusal(caller.call('runs.start', await lesson(split.id, ensemble.id)));
  expect(refused.code).toBe('split-leaks');
  expect(refused.message).toMatch(
    /^Both folds cannot teach on .*: it has learned from \d+ lesions of its test part \(.*\), in training or validation/,
  );
  const other = await finished(await trainingConfig(caller, split.id, 1));
  // Whoever learned from someone who knows it knows it too.
  const student = await finished(await lesson(split.id, other.id));
  expect(student.teacher).toMatchObject({ outOfFoldCount: 0, validationTrainedCount: 0 });
  expect((await refusal(caller.call('runs.start', await lesson(fold.id, student.id)))).code).toBe('split-leaks');

  const { teachers } = await caller.call('runs.teachers', { splitId: split.id });
  const about = new Map(teachers.map((teacher) => [teacher.runId, teacher]));
  expect(about.get(ensemble.id)).toMatchObject({ name: 'Both folds', obstacle: refused.message, overlap: null });
  expect(about.get(other.id)).toMatchObject({ obstacle: null, overlap: { trainCount: split.counts.train, outOfFoldCount: 0 } });

  const inUse = await refusal(caller.call('runs.remove', { runId: other.id }));
  expect(inUse.message).toContain(`${student.name} learned from ${other.name}`);
  await caller.call('runs.remove', { runId: student.id });
  await caller.call('runs.remove', { runId: other.id });
});

test('a teacher and how to learn from it go together', async () => {
  const { caller } = host;
  const [fold] = folds as [Split, Split];
  const { teacherRunId: _, ...untaught } = await lesson(fold.id, ensemble.id);
  expect((await refusal(caller.call('runs.start', untaught))).message).toMatch(/none was named/);
  const plain = await trainingConfig(caller, fold.id, 1);
  expect((await refusal(caller.call('runs.start', { ...plain, teacherRunId: ensemble.id }))).message).toMatch(/do not say how/);
  expect((await refusal(caller.call('runs.start', await lesson(fold.id, 9999)))).code).toBe('not-found');
});
