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
  place = await sampleWorkspace(10);
  host = await splitHost(place);
  const { caller, datasetId } = host;
  ({ splits: folds } = await caller.call('splits.createFolds', { datasetId, folds: 2, withinSplitId: host.split.id }));
  const members: Run[] = [];
  for (const split of folds) members.push(await finished(await trainingConfig(caller, split.id, 2)));
  ensemble = await caller.call('runs.combine', { runIds: members.map(({ id }) => id), name: 'Both folds' });
}, 120_000);
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

test('folds within a split know nothing of its other parts', async () => {
  const { caller, datasetId, split } = host;
  const idsOf = async (splitId: number, ...parts: ('train' | 'validation' | 'test')[]): Promise<number[]> =>
    (await caller.call('photographs.find', { datasetId, splitId, parts })).ids;
  for (const fold of folds) {
    expect(await idsOf(fold.id, 'test')).toEqual(await idsOf(split.id, 'validation', 'test'));
    expect(await idsOf(fold.id, 'train', 'validation')).toEqual(await idsOf(split.id, 'train'));
  }
  const [first, second] = folds as [Split, Split];
  expect(await idsOf(first.id, 'train')).toEqual(await idsOf(second.id, 'validation'));
});

test('openings of the test parts of a split and of the folds within it count together', async () => {
  const { caller, datasetId, split } = host;
  const openings = async (): Promise<[number, number][]> =>
    (await caller.call('splits.list', { datasetId })).splits.map(({ testOpenings, testSharers }) => [testOpenings, testSharers]);
  expect(await openings()).toEqual([
    [0, 2],
    [0, 2],
    [0, 2],
  ]);
  const { jobId } = await caller.call('evaluations.start', { runId: ensemble.members![1]!, part: 'test' });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
  // A fold that is made now has been looked into as well; another split has not.
  await caller.call('splits.createFolds', { datasetId, folds: 2, seed: 2, withinSplitId: split.id });
  const other = await caller.call('splits.create', { datasetId, seed: 9 });
  expect(await openings()).toEqual([...Array.from({ length: 5 }, () => [1, 4]), [0, 0]]);
  await caller.call('splits.remove', { splitId: other.id });
});

test('an ensemble of folds teaches one network, each photograph by the network that was not trained on it', async () => {
  const { caller, split } = host;
  const student = await finished(await lesson(split.id, ensemble.id));
  const { train, validation } = split.counts;
  expect(student.teacher).toEqual({
    runId: ensemble.id,
    name: 'Both folds',
    trainCount: train,
    outOfFoldCount: train,
    validationCount: validation,
    validationTrainedCount: 0,
  });
  const log = await logOf(student.id);
  expect(log).toContain(`For ${train} of these ${train} photographs only networks answer that were not trained on their lesion.`);
  expect(log).not.toContain('flatter');
  const facts = JSON.parse(await readFile(join(place.workspace, 'runs', String(student.id), 'model', 'nevus.json'), 'utf8')) as object;
  expect(facts).toMatchObject({ distillation: { teacher: 'Both folds', temperature: 2, share: 0.7, views: 2 } });
  expect(existsSync(join(place.workspace, 'runs', String(student.id), 'teacher'))).toBe(false);
  const { jobId } = await caller.call('evaluations.start', { runId: student.id, part: 'test' });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
  const { evaluations } = await caller.call('evaluations.list', { runId: student.id });
  expect(evaluations.map(({ part, trainingOverlap }) => [part, trainingOverlap])).toEqual([
    ['test', 0],
    ['validation', 0],
  ]);
});

test('a student that is paused while its teacher is asked, and later, ends as one that was not; figures that flatter are marked', async () => {
  const { caller } = host;
  const [split] = folds as [Split, Split];
  const { validation } = split.counts;
  const config = await lesson(split.id, ensemble.id, { targets: 'all' }, 3);
  const asking = nextEvent(caller, 'jobs.changed', ({ job }) => job.progress?.stage === 'Asking the teacher');
  const { runId, jobId } = await caller.call('runs.start', config);
  await asking;
  await caller.call('jobs.pause', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'paused', error: null });
  await caller.call('jobs.resume', { jobId });
  await nextEvent(caller, 'runs.epochEnded', (told) => told.runId === runId);
  await caller.call('jobs.pause', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'paused' });
  expect(existsSync(join(place.workspace, 'runs', String(runId), 'teacher', 'answers.bin'))).toBe(true);
  await caller.call('jobs.resume', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });

  const stages = new Set<string>();
  const stop = caller.on('jobs.changed', ({ job }) => stages.add(job.progress?.stage ?? ''));
  const undisturbed = await finished(config);
  stop();
  // What its networks said before is known.
  expect(stages).not.toContain('Asking the teacher');
  expect(await runResults(caller, place.workspace, runId)).toEqual(await runResults(caller, place.workspace, undisturbed.id));
  // One network of the ensemble was trained on this split itself, the other on its validation part.
  expect(undisturbed.teacher).toMatchObject({ outOfFoldCount: 0, validationCount: validation, validationTrainedCount: validation });
  expect(await logOf(undisturbed.id)).toContain('figures on it flatter');
  const { evaluations } = await caller.call('evaluations.list', { runId: undisturbed.id });
  expect(evaluations).toMatchObject([{ part: 'validation', trainingOverlap: validation }]);
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
