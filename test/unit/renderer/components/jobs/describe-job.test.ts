import { expect, test } from 'vitest';
import type { JobProgress } from '../../../../../common/domain/job.ts';
import { describeJob, stageOf } from '../../../../../renderer/components/jobs/describe-job.ts';
import { exampleJob } from '../../helpers/examples.ts';

const progress: JobProgress = { done: 380, total: 1000, unit: 'batches', stage: 'Training', perSecond: 10, remainingMs: 18 * 60_000 };

test('says how far a job is, or what it waits for', () => {
  expect(describeJob(exampleJob({ status: 'running', progress }))).toBe('38 %, 18 min left');
  expect(describeJob(exampleJob({ status: 'running' }))).toBe('starting');
  expect(stageOf(exampleJob({ status: 'running', progress }))).toBe('Training');
  expect(describeJob(exampleJob({ status: 'paused', progress }))).toBe('paused at 38 %');
  expect(describeJob(exampleJob({ status: 'interrupted' }))).toBe('interrupted');
  expect(stageOf(exampleJob({ status: 'interrupted' }))).toBe('Nevus was closed while it ran');
  const killed = { code: 'engine-crashed', message: 'Killed.' } as const;
  expect(stageOf(exampleJob({ status: 'interrupted', error: killed }))).toBe('Its engine ended unexpectedly');
});

test('names the place in the queue', () => {
  const places = [1, 2, 3, 4, 11, 12, 22, 103].map((queuePlace) => describeJob(exampleJob({ status: 'queued', queuePlace })));
  expect(places.map((text) => text.replace(' in the queue', ''))).toEqual(['next', '2nd', '3rd', '4th', '11th', '12th', '22nd', '103rd']);
});
