import { z } from 'zod';
import { ErrorShape, JobKind, JobProgress, JobStatus, activeJobStatuses } from '../../../common/domain/job.ts';
import type { Job } from '../../../common/domain/job.ts';
import type { ImportReport } from '../../../common/domain/dataset.ts';
import { ImportReport as ImportReportSchema } from '../../../common/domain/dataset.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { Database } from '../database.ts';
import { fromJson, fromNullableJson, toJson } from '../json-column.ts';
import { nowText } from '../now.ts';

export type NewJob = Pick<Job, 'kind' | 'title' | 'datasetId' | 'runId'>;

interface JobRow {
  readonly id: number;
  readonly kind: string;
  readonly status: string;
  readonly title: string;
  readonly dataset_id: number | null;
  readonly run_id: number | null;
  readonly progress: string | null;
  readonly error: string | null;
  readonly result: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

/** Finished jobs that are listed; older ones stay in the database. */
const listedJobs = 200;

export class JobRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  insert(job: NewJob): Job {
    const { insertedId } = this.#database.run(
      this.#database.build.insertInto('job').values({
        kind: job.kind,
        status: 'queued',
        title: job.title,
        dataset_id: job.datasetId,
        run_id: job.runId,
        created_at: nowText(),
      }),
    );
    return this.get(insertedId);
  }

  /** Newest first. */
  list(isActive: boolean | undefined): Job[] {
    const query = this.#database.build.selectFrom('job').selectAll().orderBy('id', 'desc').limit(listedJobs);
    const chosen = isActive === undefined ? query : query.where('status', isActive ? 'in' : 'not in', [...activeJobStatuses]);
    return this.#database.all(chosen).map(toJob);
  }

  /** @throws AppError `not-found` */
  get(id: number): Job {
    const job = this.find(id);
    if (job === null) throw new AppError('not-found', `There is no job ${id} in this data folder.`, { jobId: id });
    return job;
  }

  /** Null where it was removed with its dataset or run. */
  find(id: number): Job | null {
    const row = this.#database.first(this.#database.build.selectFrom('job').selectAll().where('id', '=', id));
    return row === undefined ? null : toJob(row);
  }

  markRunning(id: number): void {
    this.#change(id, { status: 'running', started_at: nowText() });
  }

  markCancelling(id: number): void {
    this.#change(id, { status: 'cancelling' });
  }

  end(id: number, ending: Pick<Job, 'status' | 'progress' | 'error' | 'result'>): void {
    this.#change(id, {
      status: ending.status,
      progress: ending.progress === null ? null : toJson(ending.progress),
      error: ending.error === null ? null : toJson(ending.error),
      result: ending.result === null ? null : toJson(ending.result),
      ended_at: nowText(),
    });
  }

  /** What a killed host left behind. Returns how many jobs it were. */
  interruptActive(): number {
    const { build } = this.#database;
    const values = { status: 'interrupted', ended_at: nowText() };
    return this.#database.run(
      build
        .updateTable('job')
        .set(values)
        .where('status', 'in', [...activeJobStatuses]),
    ).changes;
  }

  saveReport(jobId: number, report: ImportReport): void {
    this.#database.run(this.#database.build.insertInto('import_report').values({ job_id: jobId, report: toJson(report) }));
  }

  /** @throws AppError `not-found` */
  report(jobId: number): ImportReport {
    const row = this.#database.first(this.#database.build.selectFrom('import_report').select('report').where('job_id', '=', jobId));
    if (row === undefined)
      throw new AppError('not-found', `Job ${jobId} has no import report: it has not ended, or was no inspection or import.`, { jobId });
    return fromJson(ImportReportSchema, row.report);
  }

  #change(id: number, values: { status: string; [column: string]: string | null }): void {
    this.#database.run(this.#database.build.updateTable('job').set(values).where('id', '=', id));
  }
}

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    kind: JobKind.parse(row.kind),
    status: JobStatus.parse(row.status),
    title: row.title,
    datasetId: row.dataset_id,
    runId: row.run_id,
    progress: fromNullableJson(JobProgress, row.progress),
    error: fromNullableJson(ErrorShape, row.error),
    result: fromNullableJson(z.record(z.string(), z.unknown()), row.result),
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}
