import { rm } from 'node:fs/promises';
import type { EpochDetail } from '../../common/contract/run-calls.ts';
import { activeJobStatuses } from '../../common/domain/job.ts';
import type { Run, RunLogLine } from '../../common/domain/run.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { JobRepository } from '../database/repositories/job-repository.ts';
import type { RunLogRepository } from '../database/repositories/run-log-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { SearchRepository } from '../database/repositories/search-repository.ts';
import type { Workspace } from '../host/workspace.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { runFolder } from './run-files.ts';
import type { SearchReporter } from './search/search-reporter.ts';
import type { Tell } from './tell.ts';

export interface RunServiceParts {
  readonly runs: RunRepository;
  readonly runLogs: RunLogRepository;
  readonly searches: SearchRepository;
  readonly searchReporter: SearchReporter;
  readonly jobRows: JobRepository;
  readonly jobs: JobQueue;
  readonly workspace: Workspace;
  readonly tell: Tell;
}

export class RunService {
  readonly #parts: RunServiceParts;

  constructor(parts: RunServiceParts) {
    this.#parts = parts;
  }

  list(datasetId: number | undefined): Run[] {
    return this.#parts.runs.list(datasetId);
  }

  get(runId: number): Run {
    return this.#parts.runs.get(runId);
  }

  epochs(runId: number): EpochDetail[] {
    this.#parts.runs.get(runId);
    return this.#parts.runs.epochs(runId);
  }

  log(runId: number): RunLogLine[] {
    this.#parts.runs.get(runId);
    return this.#parts.runLogs.lines(runId);
  }

  rename(runId: number, name: string): Run {
    const { runs, tell } = this.#parts;
    runs.get(runId);
    runs.rename(runId, name);
    const run = runs.get(runId);
    tell('runs.changed', { run });
    return run;
  }

  /** With its network, epochs, predictions, evaluations and readings. */
  async remove(runId: number): Promise<void> {
    const { trial } = this.#parts.runs.get(runId);
    this.removeRows([runId], () => undefined);
    if (trial !== null) this.#parts.searchReporter.tellTrial(trial.searchId, trial.number);
    await this.removeFiles([runId]);
  }

  /**
   * All of them or none, with everything that is stored of them; `alongside` happens in the same transaction. Their files are to follow: what a host that is killed leaves of
   * them goes when the next one starts.
   * @throws AppError `conflict` where something else needs one of them
   */
  removeRows(runIds: readonly number[], alongside: () => void): void {
    const { runs, jobRows, jobs, tell } = this.#parts;
    const removed = runIds.map((runId) => {
      const { jobId } = this.#requireRemovable(runId);
      return { runId, job: jobId === null ? null : jobs.get(jobId) };
    });
    jobRows.atomically(() => {
      for (const runId of runIds) runs.remove(runId);
      alongside();
    });
    for (const { runId, job } of removed) {
      tell('runs.removed', { runId });
      if (job !== null) jobs.tellRemoved(job);
    }
  }

  async removeFiles(runIds: readonly number[]): Promise<void> {
    for (const runId of runIds) await rm(runFolder(this.#parts.workspace, runId), { recursive: true, force: true });
  }

  /** @throws AppError `conflict` where something else needs the run */
  #requireRemovable(runId: number): Run {
    const { runs, jobs } = this.#parts;
    const run = runs.get(runId);
    const active = jobs.activeJobs((job) => job.runId === runId);
    if (active.length > 0) {
      throw new AppError(
        'conflict',
        `${run.name} is in use by a job that still runs. Cancel the job or wait for its end, then remove the run.`,
        { jobIds: active },
      );
    }
    this.#refuseUnfinishedTrial(run);
    const ensembles = runs.list().filter(({ members }) => members?.includes(runId) === true);
    if (ensembles.length > 0) {
      const names = ensembles.map(({ name }) => name).join(', ');
      throw new AppError('conflict', `${run.name} is part of ${names}. Remove that first.`, { runIds: ensembles.map(({ id }) => id) });
    }
    const students = runs.list().filter(({ teacher }) => teacher?.runId === runId);
    if (students.length > 0) {
      const names = students.map(({ name }) => name).join(', ');
      const message = `${names} learned from ${run.name}: how far figures of theirs can be believed depends on what that has seen. Remove them first.`;
      throw new AppError('conflict', message, { runIds: students.map(({ id }) => id) });
    }
    return run;
  }

  /** What a trial has reached is kept by its search; while it trains, or waits for others, its network is needed. */
  #refuseUnfinishedTrial({ name, trial }: Run): void {
    if (trial === null) return;
    const search = this.#parts.searches.get(trial.searchId);
    const status = this.#parts.searches.trials(search.id).find(({ number }) => number === trial.number)?.status;
    if (!activeJobStatuses.includes(search.status) || (status !== 'running' && status !== 'waiting')) return;
    const message = `${name} is a trial of the search ${search.name}, which still goes on. Cancel the search or wait for its end, then remove the run.`;
    throw new AppError('conflict', message, { searchId: search.id });
  }
}
