import type { Command } from 'commander';
import { perform } from '../perform.ts';
import { formatTime } from '../text/numbers.ts';
import { formatTable } from '../text/table.ts';

export function addJobsCommand(program: Command): void {
  program
    .command('jobs')
    .description('List the jobs of the workspace, newest first: imports, trainings, evaluations and how they ended.')
    .action((_options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const { jobs } = await caller.call('jobs.list', {});
        const newestFirst = [...jobs].sort((a, b) => b.id - a.id);
        const rows = newestFirst.map((job) => [
          job.id,
          job.title,
          job.kind,
          job.status,
          formatTime(job.createdAt),
          job.error?.message ?? '',
        ]);
        return {
          json: { jobs: newestFirst },
          text: rows.length === 0 ? 'No jobs yet.' : formatTable(['id', 'job', 'kind', 'status', 'created', 'error'], rows),
        };
      }),
    );
}
