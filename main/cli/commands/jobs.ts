import type { Command } from 'commander';
import type { Caller } from '../../../common/contract/caller.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import { canResume } from '../../../common/domain/job.ts';
import type { Job, JobKind } from '../../../common/domain/job.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { wholeNumber } from '../option-values.ts';
import { perform } from '../perform.ts';
import type { CommandResult } from '../perform.ts';
import { formatTime } from '../text/numbers.ts';
import { formatTable } from '../text/table.ts';
import { watchJob } from '../watch-job.ts';

/** `earlier` is what programs call it; people say up. */
const directions = { next: 'first', up: 'earlier', down: 'later', last: 'last' } as const;

export function addJobsCommand(program: Command): void {
  const jobs = program
    .command('jobs')
    .description('List the jobs of the workspace: those that wait in their order, then the others, newest first, and how they ended.')
    .action((_options: object, command: Command) =>
      perform(command, async ({ openHost }) => describeJobs((await (await openHost()).call('jobs.list', {})).jobs)),
    );
  addChange(jobs, 'pause', 'Take a job out of the queue, or stop it and keep what it has done.', (caller, jobId) =>
    caller.call('jobs.pause', { jobId }),
  );
  addChange(jobs, 'cancel', 'Give a job up. What was finished is kept: of a training, its best epoch.', (caller, jobId) =>
    caller.call('jobs.cancel', { jobId }),
  );
  jobs
    .command('move')
    .description('Change the order of the jobs that wait.')
    .argument('<job>', 'id', wholeNumber)
    .argument('<where>', Object.keys(directions).join(', '))
    .action((jobId: number, where: string, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const to = Object.entries(directions).find(([name]) => name === where)?.[1];
        if (to === undefined) {
          throw new AppError('invalid-input', `A job is moved ${Object.keys(directions).join(', ')}; not "${where}".`);
        }
        const caller = await openHost();
        await caller.call('jobs.move', { jobId, to });
        return describeJobs((await caller.call('jobs.list', { isActive: true })).jobs);
      }),
    );
  jobs
    .command('resume')
    .description('Go on with a job that was paused or interrupted, and wait for its end.')
    .argument('[job]', 'id; without it the latest one that can be resumed', wholeNumber)
    .action((jobId: number | undefined, _options: object, command: Command) =>
      perform(command, async ({ openHost, signal, progress }) => {
        const caller = await openHost();
        const chosen = jobId ?? (await latestResumable(caller));
        const { kind } = await caller.call('jobs.resume', { jobId: chosen });
        const job = await watchJob(caller, chosen, { signal, progress, whenAborted: whenAborted(kind) });
        return { json: { job }, text: `${job.title}: ${job.status}.` };
      }),
    );
  jobs
    .command('run')
    .description('Work the queue off: everything that waits, in its order, until nothing waits any more.')
    .action((_options: object, command: Command) =>
      perform(command, async ({ openSession, signal, progress }) => {
        const { caller } = await openSession();
        const waiting = (await caller.call('jobs.list', { isActive: true })).jobs.sort(inOrder);
        const ends: Job[] = [];
        for (const { id } of waiting) ends.push(await endOf(caller, id, { signal, progress }));
        return describeJobs(ends, 'Nothing waits.');
      }),
    );
}

/** Kinds that train: on Ctrl-C they are paused, and keep their last batch. */
const trainingKinds: readonly JobKind[] = ['train', 'search', 'reproduce'];

function whenAborted(kind: JobKind): 'pause' | 'cancel' {
  return trainingKinds.includes(kind) ? 'pause' : 'cancel';
}

/** A job that fails does not hold up the next one. */
async function endOf(caller: Caller<HostProtocol>, jobId: number, watch: Parameters<typeof watchJob>[2]): Promise<Job> {
  const { kind } = await caller.call('jobs.get', { jobId });
  await watchJob(caller, jobId, { ...watch, whenAborted: whenAborted(kind) }).catch((thrown: unknown) => {
    if (watch.signal.aborted) throw thrown;
  });
  return caller.call('jobs.get', { jobId });
}

async function latestResumable(caller: Caller<HostProtocol>): Promise<number> {
  const { jobs } = await caller.call('jobs.list', { isActive: false });
  const found = jobs.filter((job) => canResume(job)).sort((a, b) => b.id - a.id)[0];
  if (found === undefined)
    throw new AppError('not-found', 'No job of this workspace was paused or interrupted: there is nothing to resume.');
  return found.id;
}

function addChange(
  jobs: Command,
  name: string,
  description: string,
  change: (caller: Caller<HostProtocol>, jobId: number) => Promise<Job>,
): void {
  jobs
    .command(name)
    .description(description)
    .argument('<job>', 'id', wholeNumber)
    .action((jobId: number, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const job = await change(await openHost(), jobId);
        return { json: { job }, text: `${job.title}: ${job.status}.` };
      }),
    );
}

function describeJobs(jobs: readonly Job[], nothing = 'No jobs yet.'): CommandResult {
  const ordered = [...jobs].sort(inOrder);
  const rows = ordered.map((job) => [
    job.id,
    job.queuePlace ?? '-',
    job.title,
    job.kind,
    job.status,
    formatTime(job.createdAt),
    job.error?.message ?? '',
  ]);
  const headers = ['id', 'place', 'job', 'kind', 'status', 'created', 'error'];
  return { json: { jobs: ordered }, text: rows.length === 0 ? nothing : formatTable(headers, rows) };
}

/** What waits by its place, then the newest first. */
function inOrder(a: Job, b: Job): number {
  return (a.queuePlace ?? Infinity) - (b.queuePlace ?? Infinity) || b.id - a.id;
}
