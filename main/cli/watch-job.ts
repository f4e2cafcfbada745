import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import { activeJobStatuses } from '../../common/domain/job.ts';
import type { Job } from '../../common/domain/job.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { ProgressLine } from './progress-line.ts';
import { describeJobProgress } from './text/job-progress.ts';

export interface WatchOptions {
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  /** What an aborted signal does to the job; it is cancelled where this is left out. */
  readonly whenAborted?: 'cancel' | 'pause';
}

/**
 * Waits until a job has ended, showing its progress. An aborted signal cancels or pauses the job and goes on waiting, so that it ends cleanly.
 * Rejects with the job's own error, or with `cancelled` where it was stopped.
 */
export async function watchJob(caller: Caller<HostProtocol>, jobId: number, options: WatchOptions): Promise<Job> {
  const job = await waitForEnd(caller, jobId, options);
  options.progress.clear();
  if (job.error !== null && (job.status === 'failed' || job.status === 'interrupted')) throw AppError.fromBody(job.error);
  if (job.status === 'succeeded') return job;
  throw new AppError('cancelled', `${job.title} was ${job.status}. What was finished until then is kept.`, { jobId });
}

function waitForEnd(caller: Caller<HostProtocol>, jobId: number, { signal, progress, whenAborted }: WatchOptions): Promise<Job> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      stopListening();
      signal.removeEventListener('abort', stop);
      finish();
    };
    const take = (job: Job): void => {
      if (!activeJobStatuses.includes(job.status)) settle(() => resolve(job));
      else progress.show(`${job.title} ${job.status} ${job.progress?.stage ?? ''}`, describeJobProgress(job));
    };
    const fail = (thrown: unknown): void => settle(() => reject(toAppError(thrown)));
    const stopListening = caller.on('jobs.changed', ({ job }) => {
      if (job.id === jobId) take(job);
    });
    const stop = (): void => void caller.call(whenAborted === 'pause' ? 'jobs.pause' : 'jobs.cancel', { jobId }).then(take, fail);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    caller.call('jobs.get', { jobId }).then(take, fail);
  });
}
