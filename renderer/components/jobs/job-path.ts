import type { Job } from '../../../common/domain/job.ts';

/** Where a job's progress or result is seen; null where no screen shows it. */
export function jobPath(job: Job): string | null {
  switch (job.kind) {
    case 'inspect':
      return `/import/${job.id}`;
    case 'import':
      return `/import/${job.id}`;
    case 'train':
      return job.runId === null ? null : `/runs/${job.runId}`;
    case 'measure':
    case 'prune':
      return '/settings';
    case 'reproduce':
      return '/reproduce';
    case 'search':
      return `/searches?job=${job.id}`;
    case 'evaluate':
      return job.runId === null ? null : `/evaluate/${job.runId}`;
  }
}
