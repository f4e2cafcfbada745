import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { activeJobStatuses, canPause } from '../../common/domain/job.ts';
import type { Job } from '../../common/domain/job.ts';
import type { JobContext } from './job-handler.ts';
import type { JobQueue } from './job-queue.ts';

/**
 * Waits, inside the work of one job, for another one. What pauses or cancels the first does the same to the second. One that somebody laid aside is waited
 * for until it is resumed.
 * @throws AppError `cancelled` where it was stopped; its own error where it failed or was interrupted; `not-found` where it was removed
 */
export async function awaitChild(
  jobs: JobQueue,
  jobId: number,
  context: Pick<JobContext, 'signal' | 'pause'>,
  onChanged: (job: Job) => void,
): Promise<Job> {
  const job = await waitForEnd(jobs, jobId, context, onChanged);
  if (job.status === 'succeeded') return job;
  if (job.error !== null && (job.status === 'failed' || job.status === 'interrupted')) throw AppError.fromBody(job.error);
  throw new AppError('cancelled', `${job.title} was stopped. What it has finished is kept.`, { jobId });
}

function waitForEnd(
  jobs: JobQueue,
  jobId: number,
  { signal, pause }: Pick<JobContext, 'signal' | 'pause'>,
  onChanged: (job: Job) => void,
): Promise<Job> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      stopListening();
      for (const each of [signal, pause]) each.removeEventListener('abort', stop);
      finish();
    };
    const take = (job: Job): void => {
      if (job.id !== jobId) return;
      // While Nevus closes, what waits goes on waiting: nobody may wait for it.
      const waits = job.status === 'queued' || job.status === 'paused';
      const isOver = waits ? signal.aborted || pause.aborted : !activeJobStatuses.includes(job.status);
      if (isOver) settle(() => resolve(job));
      else onChanged(job);
    };
    const look = (read: () => Job): void => {
      try {
        take(read());
      } catch (thrown) {
        settle(() => reject(toAppError(thrown)));
      }
    };
    const stop = (): void =>
      look(() => {
        const job = jobs.get(jobId);
        if (signal.aborted) return jobs.cancel(jobId);
        // What runs for moments only is waited for.
        return canPause(job) ? jobs.pause(jobId) : job;
      });
    const stopListening = jobs.listen(take);
    jobs.allow(jobId);
    for (const each of [signal, pause]) each.addEventListener('abort', stop);
    if (signal.aborted || pause.aborted) stop();
    else look(() => jobs.get(jobId));
  });
}
