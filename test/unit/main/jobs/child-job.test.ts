import { expect, test } from 'vitest';
import { AppError } from '../../../../common/errors/app-error.ts';
import type { Job } from '../../../../common/domain/job.ts';
import { JobRepository } from '../../../../main/database/repositories/job-repository.ts';
import { awaitChild } from '../../../../main/jobs/child-job.ts';
import type { JobContext } from '../../../../main/jobs/job-handler.ts';
import { JobQueue } from '../../../../main/jobs/job-queue.ts';
import { temporaryDatabase } from '../../../helpers/database.ts';

type Work = (context: JobContext) => Promise<Job['result']>;

const untilStopped: Work = ({ signal, pause }) =>
  new Promise((_, reject) => {
    for (const each of [signal, pause]) each.addEventListener('abort', () => reject(new AppError('cancelled', 'Stopped.')));
  });

/** A queue whose jobs of kind `reproduce` wait for one of kind `train`. */
async function makeQueue(
  work: Work,
): Promise<{ queue: JobQueue; parent: number; child: number; until: (id: number, status: string) => Promise<Job> }> {
  const queue = new JobQueue(new JobRepository(await temporaryDatabase()), { onChanged: () => undefined, log: () => undefined });
  const ids = { child: 0 };
  queue.handle('train', { lanes: () => ['device'], work: (_job, context) => work(context) });
  queue.handle('reproduce', {
    lanes: () => ['reproducing'],
    work: async (_job, context) => {
      const child = queue.get(ids.child);
      if (child.status === 'paused') queue.resume(child.id);
      return { child: (await awaitChild(queue, child.id, context, () => undefined)).result };
    },
  });
  const until = (id: number, status: string): Promise<Job> =>
    new Promise((resolve) => {
      const take = (job: Job): void => {
        if (job.id !== id || job.status !== status) return;
        stop();
        resolve(job);
      };
      const stop = queue.listen(take);
      take(queue.get(id));
    });
  ids.child = queue.add({ kind: 'train', title: 'Child', datasetId: null, runId: null }).id;
  const parent = queue.add({ kind: 'reproduce', title: 'Parent', datasetId: null, runId: null }).id;
  return { queue, parent, child: ids.child, until };
}

test('waits for the other job and gets its result; its failure is its own', async () => {
  const good = await makeQueue(() => Promise.resolve({ runId: 3 }));
  expect((await good.until(good.parent, 'succeeded')).result).toEqual({ child: { runId: 3 } });
  const bad = await makeQueue(() => Promise.reject(new AppError('disk-full', 'The disk is full.')));
  expect((await bad.until(bad.parent, 'failed')).error).toMatchObject({ code: 'disk-full', message: 'The disk is full.' });
});

test('pauses and cancels the other with itself, and goes on with it', async () => {
  const { queue, parent, child, until } = await makeQueue(untilStopped);
  await until(child, 'running');
  queue.pause(parent);
  await until(parent, 'paused');
  expect(queue.get(child).status).toBe('paused');
  queue.resume(parent);
  await until(child, 'running');
  queue.cancel(parent);
  await until(parent, 'cancelled');
  expect(queue.get(child).status).toBe('cancelled');
});

test('waits for one that somebody laid aside; ends with one that was given up', async () => {
  const { queue, parent, child, until } = await makeQueue(untilStopped);
  await until(child, 'running');
  queue.pause(child);
  await until(child, 'paused');
  expect(queue.get(parent).status).toBe('running');
  queue.cancel(child);
  expect((await until(parent, 'failed')).error).toMatchObject({ code: 'cancelled' });
});

test('waits no longer for one that was removed while it was laid aside', async () => {
  const { queue, parent, child, until } = await makeQueue(untilStopped);
  await until(child, 'running');
  queue.pause(child);
  queue.tellRemoved(await until(child, 'paused'));
  expect((await until(parent, 'failed')).error).toMatchObject({
    code: 'cancelled',
    message: expect.stringContaining('Child was stopped') as unknown,
  });
});

test('lets one begin that waits since an earlier time', async () => {
  const rows = new JobRepository(await temporaryDatabase());
  const { id } = rows.insert({ kind: 'train', title: 'From before', datasetId: null, runId: null });
  const queue = new JobQueue(rows, { onChanged: () => undefined, log: () => undefined });
  queue.handle('train', { lanes: () => ['device'], work: () => Promise.resolve({ runId: 3 }) });
  const never = new AbortController().signal;
  expect(await awaitChild(queue, id, { signal: never, pause: never }, () => undefined)).toMatchObject({ id, result: { runId: 3 } });
});

test('is interrupted with the other when Nevus closes, whether that ran or waited', async () => {
  for (const waits of [false, true]) {
    const { queue, parent, child, until } = await makeQueue(untilStopped);
    await until(child, 'running');
    if (waits) {
      const behind = queue.add({ kind: 'train', title: 'Behind', datasetId: null, runId: null });
      queue.pause(child);
      await until(behind.id, 'running');
      queue.resume(child);
    }
    await queue.close();
    expect([queue.get(parent).status, queue.get(child).status]).toEqual(['interrupted', waits ? 'queued' : 'interrupted']);
  }
});
