import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AppError } from '../../../../common/errors/app-error.ts';
import { activeJobStatuses } from '../../../../common/domain/job.ts';
import type { Job, JobKind } from '../../../../common/domain/job.ts';
import { JobRepository } from '../../../../main/database/repositories/job-repository.ts';
import { JobQueue } from '../../../../main/jobs/job-queue.ts';
import type { JobPlan } from '../../../../main/jobs/job-queue.ts';
import { temporaryDatabase } from '../../../helpers/database.ts';

interface Fixture {
  readonly queue: JobQueue;
  readonly rows: JobRepository;
  readonly told: Job[];
  readonly log: string[];
  /** Resolves when the job has ended, however it did. */
  readonly ended: (id: number) => Promise<void>;
}

async function makeQueue(): Promise<Fixture> {
  const rows = new JobRepository(await temporaryDatabase());
  const told: Job[] = [];
  const log: string[] = [];
  const wakers: (() => void)[] = [];
  const onChanged = (job: Job): void => {
    told.push(job);
    for (const wake of wakers.splice(0)) wake();
  };
  const ended = async (id: number): Promise<void> => {
    while (told.every((job) => job.id !== id || activeJobStatuses.includes(job.status))) {
      await new Promise<void>((resolve) => wakers.push(resolve));
    }
  };
  return { queue: new JobQueue(rows, { onChanged, log: (line) => log.push(line) }), rows, told, log, ended };
}

function plan(work: JobPlan['work'], kind: JobKind = 'import', onEnd?: JobPlan['onEnd']): JobPlan {
  return { kind, title: `A job (${kind})`, datasetId: null, runId: null, work, ...(onEnd === undefined ? {} : { onEnd }) };
}

/** Work that goes on until it is told to stop, as real work does. */
const untilCancelled: JobPlan['work'] = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Stopped.'))));

test('a job is stored, runs, and tells its end with its result', async () => {
  const { queue, rows, told, ended } = await makeQueue();
  const job = queue.add(plan(() => Promise.resolve({ imported: 3 })));
  expect(job.status).toBe('queued');
  await ended(job.id);
  expect(rows.get(job.id)).toMatchObject({ status: 'succeeded', result: { imported: 3 }, error: null });
  expect(told.map(({ status }) => status)).toEqual(['queued', 'running', 'succeeded']);
  expect(rows.get(job.id).startedAt).toMatch(/^\d{4}-.*Z$/);
});

test('a failure keeps its code, message and detail; an unexpected one is logged with its stack', async () => {
  const { queue, rows, log, ended } = await makeQueue();
  const refused = queue.add(plan(() => Promise.reject(new AppError('disk-full', 'The disk is full.', { needed: 5 }))));
  const broken = queue.add(plan(() => Promise.reject(new TypeError('x is not a function'))));
  await ended(broken.id);
  expect(rows.get(refused.id)).toMatchObject({
    status: 'failed',
    error: { code: 'disk-full', message: 'The disk is full.', detail: { needed: 5 } },
  });
  expect(rows.get(broken.id)).toMatchObject({ status: 'failed', error: { code: 'internal' } });
  expect(log.join()).toContain('job-queue.test.ts');
});

test('jobs of one kind wait for each other; a training does not hold up an import', async () => {
  const { queue, ended } = await makeQueue();
  const running = new Set<string>();
  const seen: string[][] = [];
  const work =
    (name: string): JobPlan['work'] =>
    async () => {
      running.add(name);
      seen.push([...running]);
      await setTimeout(20);
      running.delete(name);
      return null;
    };
  const jobs = [plan(work('train 1'), 'train'), plan(work('train 2'), 'train'), plan(work('import'), 'import')].map((one) =>
    queue.add(one),
  );
  await Promise.all(jobs.map(({ id }) => ended(id)));
  expect(seen.some((names) => names.includes('train 1') && names.includes('train 2'))).toBe(false);
  expect(seen.some((names) => names.includes('train 1') && names.includes('import'))).toBe(true);
});

test('cancel: a running job is asked to stop, a waiting one never begins, an ended one stays', async () => {
  const { queue, rows, log, ended } = await makeQueue();
  const endings: string[] = [];
  const running = queue.add(plan(untilCancelled, 'train', ({ status }) => endings.push(`running ${status}`)));
  let hasBegun = false;
  const begin: JobPlan['work'] = () => {
    hasBegun = true;
    return Promise.resolve(null);
  };
  const waiting = queue.add(plan(begin, 'train', ({ status }) => endings.push(`waiting ${status}`)));
  await setTimeout(5);
  expect(queue.cancel(waiting.id).status).toBe('cancelled');
  expect(queue.cancel(running.id).status).toBe('cancelling');
  await ended(running.id);
  await setTimeout(5);
  expect(rows.get(running.id)).toMatchObject({ status: 'cancelled', error: null });
  expect(hasBegun).toBe(false);
  expect(endings).toEqual(['waiting cancelled', 'running cancelled']);
  expect(queue.cancel(running.id).status).toBe('cancelled');
  expect(log).toEqual([]);
});

test('closing interrupts what runs and what waits, and takes nothing new', async () => {
  const { queue, rows } = await makeQueue();
  const jobs = [queue.add(plan(untilCancelled, 'train')), queue.add(plan(untilCancelled, 'train')), queue.add(plan(untilCancelled))];
  await setTimeout(5);
  await queue.close();
  expect(jobs.map(({ id }) => rows.get(id).status)).toEqual(['interrupted', 'interrupted', 'interrupted']);
  expect(() => queue.add(plan(untilCancelled))).toThrow(/closing/);
});

test('progress is told at most four times a second, with the last one before the end', async () => {
  const { queue, told, ended } = await makeQueue();
  const job = queue.add(
    plan(async ({ progress }) => {
      for (let done = 0; done <= 600; done++) {
        progress({ done, total: 600, unit: 'photographs', stage: 'Reading' });
        if (done % 6 === 0) await setTimeout(10);
      }
      return null;
    }),
  );
  const startedAt = performance.now();
  await ended(job.id);
  const mostTold = Math.ceil((performance.now() - startedAt) / 250) + 4;
  expect(told.length).toBeLessThanOrEqual(mostTold);
  expect(told.at(-2)).toMatchObject({ status: 'running', progress: { done: 600 } });
  expect(queue.get(job.id).progress).toMatchObject({ done: 600, total: 600 });
});

test('what a killed host left behind is interrupted', async () => {
  const { queue, rows } = await makeQueue();
  const job = queue.add(plan(untilCancelled, 'train'));
  const waiting = queue.add(plan(untilCancelled, 'train'));
  await setTimeout(5);
  expect(rows.interruptActive()).toBe(2);
  expect([job, waiting].map(({ id }) => rows.get(id).status)).toEqual(['interrupted', 'interrupted']);
});

test('an end that cannot be stored is told as a failure and does not take the host with it', async () => {
  const { queue, told, log, ended } = await makeQueue();
  const job = queue.add(
    plan(
      () => Promise.resolve(null),
      'import',
      () => {
        throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
      },
    ),
  );
  await ended(job.id);
  expect(told.at(-1)).toMatchObject({ id: job.id, status: 'failed', error: { code: 'disk-full' } });
  expect(log).toHaveLength(1);
});
