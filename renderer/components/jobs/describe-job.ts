import type { Job } from '../../../common/domain/job.ts';
import { formatPercent } from '../../format/numbers.ts';
import { formatTimeLeft } from '../../format/times.ts';

/** How far a job is, in a few words: `38 %, 18 min left`, `queued`, `cancelling`. */
export function describeJob(job: Job): string {
  if (job.status !== 'running') return job.status;
  const progress = job.progress;
  if (progress === null) return 'starting';
  const share =
    progress.total === null || progress.total === 0 ? null : formatPercent(Math.floor((progress.done / progress.total) * 100) / 100);
  const left = progress.remainingMs === null ? null : formatTimeLeft(progress.remainingMs);
  return [share, left].filter((part) => part !== null).join(', ') || 'running';
}
