import type { Job } from '../../../common/domain/job.ts';
import { formatCount, formatDuration } from './numbers.ts';

/** `Import HAM10000: Decoding photographs, 1,200 of 10,015 (12 %), 412/s, 21 s left` */
export function describeJobProgress(job: Job): string {
  const progress = job.progress;
  if (progress === null) return `${job.title}: ${job.status}`;
  const parts = [`${job.title}: ${progress.stage}`];
  if (progress.total === null) parts.push(`${formatCount(progress.done)} ${progress.unit}`);
  else if (progress.total > 0) {
    const percent = Math.floor((100 * progress.done) / progress.total);
    parts.push(`${formatCount(progress.done)} of ${formatCount(progress.total)} ${progress.unit} (${percent} %)`);
  }
  if (progress.perSecond !== null) parts.push(`${formatCount(progress.perSecond)}/s`);
  if (progress.remainingMs !== null) parts.push(`${formatDuration(progress.remainingMs)} left`);
  return parts.join(', ');
}
