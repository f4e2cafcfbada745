import type { Job } from '../../../common/domain/job.ts';
import { formatPercent } from '../../format/numbers.ts';
import { formatTimeLeft } from '../../format/times.ts';

/** How far a job is, in a few words: `38 %, 18 min left`, `2nd in the queue`, `paused at 38 %`. */
export function describeJob(job: Job): string {
  const share = shareOf(job);
  switch (job.status) {
    case 'queued':
      return job.queuePlace === null || job.queuePlace === 1 ? 'next' : `${ordinal(job.queuePlace)} in the queue`;
    case 'paused':
    case 'interrupted':
      return share === null ? job.status : `${job.status} at ${share}`;
    case 'running': {
      if (job.progress === null) return 'starting';
      const left = job.progress.remainingMs === null ? null : formatTimeLeft(job.progress.remainingMs);
      return [share, left].filter((part) => part !== null).join(', ') || 'running';
    }
    case 'pausing':
    case 'cancelling':
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return job.status;
  }
}

/** What it does now, or waits for. */
export function stageOf(job: Job): string {
  switch (job.status) {
    case 'queued':
      return 'Waiting for its turn';
    case 'paused':
      return 'Waits until you resume it';
    case 'interrupted':
      return job.error === null ? 'Nevus was closed while it ran' : 'Its engine ended unexpectedly';
    case 'pausing':
      return 'Keeps where it is, after its batch';
    case 'running':
    case 'cancelling':
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return job.progress?.stage ?? 'Starting';
  }
}

function shareOf({ progress }: Job): string | null {
  if (progress === null || progress.total === null || progress.total === 0) return null;
  return formatPercent(Math.floor((progress.done / progress.total) * 100) / 100);
}

function ordinal(place: number): string {
  const ending =
    place % 100 >= 11 && place % 100 <= 13 ? 'th' : (({ 1: 'st', 2: 'nd', 3: 'rd' } as Record<number, string>)[place % 10] ?? 'th');
  return `${place}${ending}`;
}
