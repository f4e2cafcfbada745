import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AppError } from '../../../../common/errors/app-error.ts';
import { activeJobStatuses } from '../../../../common/domain/job.ts';
import type { Job, JobKind } from '../../../../common/domain/job.ts';
import { JobRepository } from '../../../../main/database/repositories/job-repository.ts';
import type { NewJob } from '../../../../main/database/repositories/job-repository.ts';
import type { JobContext, JobHandler } from '../../../../main/jobs/job-handler.ts';
import { JobQueue } from '../../../../main/jobs/job-queue.ts';
import { temporaryDatabase } from '../../../helpers/database.ts';

type Work = (context: JobContext) => Promise<Job['result']>;

interface Fixture {
  readonly queue: JobQueue;
  readonly rows: JobRepository;
  readonly told: Job[];
  readonly log: string[];
  /** Adds a job that is done so; those of a kind share its handler. */
  readonly add: (work: Work, kind?: JobKind, lane?: string) => Job;
  /** Resolves when the job has ended, however it did. */
  readonly ended: (id: number) => Promise<void>;
  /** What was told of ends, in order: `<id> <status>`. */
  readonly endings: string[];
  /** The next host over the same rows. */
  readonly reopen: (work: Work) => JobQueue;
}

async function makeQueue(handler: Partial<JobHandler> = {}): Promise<Fixture> {
  const rows = new JobRepository(await temporaryDatabase());
  const told: Job[] = [];
  const log: string[] = [];
  const endings: string[] = [];
  const works = new Map<number, Work>();
  const lanes = new Map<number, string>();
  const wakers: (() => void)[] = [];
  const onChanged = (job: Job): void => {
    told.push(job);
    for (const wake of wakers.splice(0)) wake();
  };
  const open = (otherwise?: Work): JobQueue => {
    const queue = new JobQueue(rows, { onChanged, log: (line) => log.push(line) });
    for (const kind of ['inspect', 'import', 'train', 'evaluate'] as const) {
      queue.handle(kind, {
        lanes: (job) => [lanes.get(job.id) ?? kind],
        work: (job, context) => (otherwise ?? works.get(job.id)!)(context),
        onEnd: (job, { status }) => void endings.push(`${job.id} ${status}`),
        ...handler,
      });
    }
    return queue;
  };
  const queue = open();
  return {
    queue,
    rows,
    told,
    log,
    endings,
    add: (work, kind = 'import', lane) => {
      const job: NewJob = { kind, title: `A job (${kind})`, datasetId: null, runId: null };
      const added = queue.add(job);
      works.set(added.id, work);
      if (lane !== undefined) lanes.set(added.id, lane);
      return added;
    },
    ended: async (id) => {
      while (told.every((job) => job.id !== id || activeJobStatuses.includes(job.status))) {
        await new Promise<void>((resolve) => wakers.push(resolve));
      }
    },
    reopen: open,
  };
}

/** Work that goes on until it is told to stop or to pause, as real work does. */
const untilStopped: Work = ({ signal, pause }) =>
  new Promise((_, reject) => {
    for (const each of [signal, pause]) each.addEventListener('abort', () => reject(new AppError('cancelled', 'Stopped.')));
  });

const statuses = (rows: JobRepository, jobs: readonly Job[]): string[] => jobs.map(({ id }) => rows.get(id).status);

test('a job is stored, runs, and tells its end with its result', async () => {
  const { add, rows, told, ended } = await makeQueue();
  const job = add(() => Promise.resolve({ imported: 3 }));
  expect(job).toMatchObject({ status: 'queued', queuePlace: 1 });
  await ended(job.id);
  expect(rows.get(job.id)).toMatchObject({ status: 'succeeded', result: { imported: 3 }, error: null, queuePlace: null });
  expect(told.map(({ status }) => status)).toEqual(['queued', 'running', 'succeeded']);
  expect(rows.get(job.id).startedAt).toMatch(/^\d{4}-.*Z$/);
});

test('a failure keeps its code, message and detail; an unexpected one is logged with its stack', async () => {
  const { add, rows, log, ended } = await makeQueue();
  const refused = add(() => Promise.reject(new AppError('disk-full', 'The disk is full.', { needed: 5 })));
  const broken = add(() => Promise.reject(new TypeError('x is not a function')));
  await ended(broken.id);
  expect(rows.get(refused.id)).toMatchObject({
    status: 'failed',
    error: { code: 'disk-full', message: 'The disk is full.', detail: { needed: 5 } },
  });
  expect(rows.get(broken.id)).toMatchObject({ status: 'failed', error: { code: 'internal' } });
  expect(log.join()).toContain('job-queue.test.ts');
});

test('one job a device, and jobs on two devices at once', async () => {
  const { add, ended } = await makeQueue();
  const running = new Set<string>();
  const seen: string[] = [];
  const work =
    (name: string): Work =>
    async () => {
      running.add(name);
      seen.push([...running].sort().join(' + '));
      await setTimeout(20);
      running.delete(name);
      return null;
    };
  const jobs = [add(work('a1'), 'train', 'a'), add(work('a2'), 'train', 'a'), add(work('b1'), 'train', 'b'), add(work('import'), 'import')];
  await Promise.all(jobs.map(({ id }) => ended(id)));
  expect(seen.slice(0, 3)).toEqual(['a1', 'a1 + b1', 'a1 + b1 + import']);
  expect(seen.some((names) => names.includes('a1') && names.includes('a2'))).toBe(false);
});

test('a job that several devices can do takes the one that is free', async () => {
  const lanes: string[] = [];
  const { add, ended } = await makeQueue({ lanes: () => ['gpu 0', 'gpu 1'] });
  const noting: Work = async ({ lane }) => {
    lanes.push(lane);
    await setTimeout(10);
    return null;
  };
  const jobs = [add(noting, 'train'), add(noting, 'train'), add(noting, 'train')];
  await Promise.all(jobs.map(({ id }) => ended(id)));
  expect(lanes.slice(0, 2)).toEqual(['gpu 0', 'gpu 1']);
  expect(lanes).toHaveLength(3);
});

test('cancel: a running job is asked to stop, a waiting one never begins, an ended one stays', async () => {
  const { add, queue, rows, log, ended, endings } = await makeQueue();
  const running = add(untilStopped, 'train');
  let hasBegun = false;
  const waiting = add(() => {
    hasBegun = true;
    return Promise.resolve(null);
  }, 'train');
  await setTimeout(5);
  expect(queue.cancel(waiting.id).status).toBe('cancelled');
  expect(queue.cancel(running.id).status).toBe('cancelling');
  await ended(running.id);
  await setTimeout(5);
  expect(rows.get(running.id)).toMatchObject({ status: 'cancelled', error: null });
  expect(hasBegun).toBe(false);
  expect(endings).toEqual([`${waiting.id} cancelled`, `${running.id} cancelled`]);
  expect(queue.cancel(running.id).status).toBe('cancelled');
  expect(() => queue.resume(running.id)).toThrow(/cannot be resumed/);
  expect(log).toEqual([]);
});

test('pause frees the device for the next job; resume goes on before those that wait', async () => {
  const { add, queue, rows, ended } = await makeQueue();
  const first = add(untilStopped, 'train');
  const second = add(untilStopped, 'train');
  const third = add(untilStopped, 'train');
  await setTimeout(5);
  expect(queue.pause(first.id).status).toBe('pausing');
  await ended(first.id);
  await setTimeout(5);
  expect(statuses(rows, [first, second, third])).toEqual(['paused', 'running', 'queued']);
  expect(queue.resume(first.id)).toMatchObject({ status: 'queued', queuePlace: 1, endedAt: null });
  expect(rows.get(third.id).queuePlace).toBe(2);
  queue.cancel(second.id);
  await ended(second.id);
  await setTimeout(5);
  expect(statuses(rows, [first, third])).toEqual(['running', 'queued']);
  expect(() => queue.resume(first.id)).toThrow(/cannot be resumed: it is running/);
  expect(queue.pause(third.id).status).toBe('paused');
  expect(queue.cancel(third.id).status).toBe('cancelled');
});

test('a job that fails while it is paused has failed; one that ends before it could be paused has succeeded', async () => {
  const { add, queue, rows, ended } = await makeQueue();
  const full = add(
    ({ pause }) => new Promise((_, reject) => pause.addEventListener('abort', () => reject(new AppError('disk-full', 'Full.')))),
    'train',
    'a',
  );
  const done = add(({ pause }) => new Promise((resolve) => pause.addEventListener('abort', () => resolve({ n: 1 }))), 'train', 'b');
  await setTimeout(5);
  for (const { id } of [full, done]) queue.pause(id);
  await Promise.all([ended(full.id), ended(done.id)]);
  expect(rows.get(full.id)).toMatchObject({ status: 'failed', error: { code: 'disk-full' } });
  expect(rows.get(done.id)).toMatchObject({ status: 'succeeded', result: { n: 1 } });
  expect(queue.resume(full.id).status).toBe('queued');
});

test('what runs for moments only is not paused', async () => {
  const { add, queue } = await makeQueue();
  const job = add(untilStopped, 'evaluate');
  await setTimeout(5);
  expect(() => queue.pause(job.id)).toThrow(/cannot be paused/);
});

test('an end that came from outside interrupts a job, with the reason, and it can be resumed', async () => {
  const { add, queue, rows, ended } = await makeQueue({ isInterruption: ({ code }) => code === 'engine-crashed' });
  const job = add(() => Promise.reject(new AppError('engine-crashed', 'Killed.')), 'train');
  await ended(job.id);
  expect(rows.get(job.id)).toMatchObject({ status: 'interrupted', error: { message: 'Killed.' } });
  expect(queue.resume(job.id)).toMatchObject({ status: 'queued', error: null });
});

test('the order of what waits can be changed, and everybody hears the new places', async () => {
  const { add, queue, rows, told } = await makeQueue();
  const running = add(untilStopped, 'train');
  await setTimeout(5);
  const [a, b, c] = [add(untilStopped, 'train'), add(untilStopped, 'train'), add(untilStopped, 'train')];
  const order = (): number[] => rows.queued().map(({ id }) => id);
  expect(order()).toEqual([a.id, b.id, c.id]);
  told.length = 0;
  expect(queue.move(c.id, 'first').queuePlace).toBe(1);
  expect(told.map(({ id, queuePlace }) => [id, queuePlace])).toEqual([
    [c.id, 1],
    [a.id, 2],
    [b.id, 3],
  ]);
  queue.move(c.id, 'later');
  expect(order()).toEqual([a.id, c.id, b.id]);
  queue.move(b.id, 'earlier');
  expect(order()).toEqual([a.id, b.id, c.id]);
  queue.move(a.id, 'last');
  expect(order()).toEqual([b.id, c.id, a.id]);
  queue.move(b.id, 'earlier');
  expect(order()).toEqual([b.id, c.id, a.id]);
  expect(() => queue.move(running.id, 'first')).toThrow(/does not wait/);
});

test('closing interrupts what runs, keeps what waits, and takes nothing new; the next start goes on with the queue', async () => {
  const { add, queue, rows, reopen, ended } = await makeQueue();
  const jobs = [add(untilStopped, 'train'), add(untilStopped, 'train'), add(untilStopped), add(untilStopped, 'evaluate')];
  await setTimeout(5);
  await queue.close();
  expect(statuses(rows, jobs)).toEqual(['interrupted', 'queued', 'interrupted', 'interrupted']);
  expect(() => add(untilStopped)).toThrow(/closing/);
  const next = reopen(() => Promise.resolve({ done: 1 }));
  await setTimeout(5);
  expect(statuses(rows, jobs.slice(1, 2))).toEqual(['queued']);
  next.release();
  await ended(jobs[1]!.id);
  next.resume(jobs[0]!.id);
  await setTimeout(5);
  expect(statuses(rows, jobs.slice(0, 2))).toEqual(['succeeded', 'succeeded']);
});

test('progress is told at most four times a second, with the last one before the end', async () => {
  const { add, queue, told, ended } = await makeQueue();
  const job = add(async ({ progress }) => {
    for (let done = 0; done <= 600; done++) {
      progress({ done, total: 600, unit: 'photographs', stage: 'Reading' });
      if (done % 6 === 0) await setTimeout(10);
    }
    return null;
  });
  const startedAt = performance.now();
  await ended(job.id);
  const mostTold = Math.ceil((performance.now() - startedAt) / 250) + 4;
  expect(told.length).toBeLessThanOrEqual(mostTold);
  expect(told.at(-2)).toMatchObject({ status: 'running', progress: { done: 600 } });
  expect(queue.get(job.id).progress).toMatchObject({ done: 600, total: 600 });
});

test('what a killed host left behind becomes what it was to become; what waited goes on waiting', async () => {
  const { add, queue, rows } = await makeQueue();
  const stubborn: Work = () => new Promise(() => undefined);
  const jobs = ['a', 'b', 'c', 'a'].map((lane) => add(stubborn, 'train', lane));
  await setTimeout(5);
  queue.pause(jobs[1]!.id);
  queue.cancel(jobs[2]!.id);
  expect(rows.settleLeftovers()).toBe(3);
  expect(statuses(rows, jobs)).toEqual(['interrupted', 'paused', 'cancelled', 'queued']);
});

test('an end that cannot be stored is told as a failure and does not take the host with it', async () => {
  const { add, told, log, ended } = await makeQueue({
    onEnd: () => {
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    },
  });
  const job = add(() => Promise.resolve(null));
  await ended(job.id);
  expect(told.at(-1)).toMatchObject({ id: job.id, status: 'failed', error: { code: 'disk-full' } });
  expect(log).toHaveLength(1);
});
