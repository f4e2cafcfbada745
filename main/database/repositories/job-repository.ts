import { sql } from 'kysely';
import { z } from 'zod';
import { ErrorShape, JobKind, JobProgress, JobStatus, activeJobStatuses } from '../../../common/domain/job.ts';
import type { Job } from '../../../common/domain/job.ts';
import type { ImportReport } from '../../../common/domain/dataset.ts';
import { ImportReport as ImportReportSchema } from '../../../common/domain/dataset.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { Database } from '../database.ts';
import { fromJson, fromNullableJson, toJson } from '../json-column.ts';
import { nowText } from '../now.ts';

export interface NewJob extends Pick<Job, 'kind' | 'title' | 'datasetId' | 'runId'> {
  /** What its kind needs to do it, besides dataset and run; must survive JSON. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** With which it is removed. */
  readonly searchId?: number;
}

/** Where among the waiting jobs one is put. */
export type QueuePlace = 'first' | 'earlier' | 'later' | 'last';

interface JobRow {
  readonly id: number;
  readonly kind: string;
  readonly status: string;
  readonly title: string;
  readonly dataset_id: number | null;
  readonly run_id: number | null;
  readonly queue_place: number | null;
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
        search_id: job.searchId ?? null,
        input: job.input === undefined ? null : toJson(job.input),
        position: this.#endOfQueue('last'),
        created_at: nowText(),
      }),
    );
    return this.get(insertedId);
  }

  /** What the job was given. @throws AppError `internal` where it is not of this shape */
  input<Shape extends z.ZodType>(id: number, shape: Shape): z.output<Shape> {
    const row = this.#database.first(this.#database.build.selectFrom('job').select('input').where('id', '=', id));
    return fromJson(shape, row?.input ?? '{}');
  }

  /** Newest first. */
  list(isActive: boolean | undefined): Job[] {
    const query = this.#select().orderBy('id', 'desc').limit(listedJobs);
    const chosen = isActive === undefined ? query : query.where('status', isActive ? 'in' : 'not in', [...activeJobStatuses]);
    return this.#database.all(chosen).map(toJob);
  }

  /** All of a kind, newest first. */
  ofKind(kind: Job['kind']): Job[] {
    return this.#database.all(this.#select().where('kind', '=', kind).orderBy('id', 'desc')).map(toJob);
  }

  /** All that go on or wait. */
  active(): Job[] {
    return this.#database.all(this.#select().where('status', 'in', [...activeJobStatuses])).map(toJob);
  }

  /** Those that wait, next one first. */
  queued(): Job[] {
    return this.#database.all(this.#select().where('status', '=', 'queued').orderBy('position').orderBy('id')).map(toJob);
  }

  /** The last one of a kind for a dataset; null where there is none. */
  latest(kind: Job['kind'], datasetId: number): Job | null {
    const query = this.#select().where('kind', '=', kind).where('dataset_id', '=', datasetId).orderBy('id', 'desc').limit(1);
    const row = this.#database.first(query);
    return row === undefined ? null : toJob(row);
  }

  /** All or nothing. */
  atomically(work: () => void): void {
    this.#database.transaction(work);
  }

  /** @throws AppError `not-found` */
  get(id: number): Job {
    const job = this.find(id);
    if (job === null) throw new AppError('not-found', `There is no job ${id} in this data folder.`, { jobId: id });
    return job;
  }

  /** Null where it was removed with its dataset or run. */
  find(id: number): Job | null {
    const row = this.#database.first(this.#select().where('id', '=', id));
    return row === undefined ? null : toJob(row);
  }

  /** It waits again, before all others; of how it ended, nothing is left. */
  requeue(id: number): void {
    this.#change(id, { status: 'queued', error: null, result: null, ended_at: null, position: this.#endOfQueue('first') });
  }

  /** Changes the order of what waits. */
  move(id: number, to: QueuePlace): void {
    if (to === 'first' || to === 'last') {
      this.#change(id, { position: this.#endOfQueue(to) });
      return;
    }
    const ids = this.queued().map((job) => job.id);
    const from = ids.indexOf(id);
    const other = ids[from + (to === 'earlier' ? -1 : 1)];
    if (from === -1 || other === undefined) return;
    const [mine, theirs] = [this.#position(id), this.#position(other)];
    this.atomically(() => {
      this.#change(id, { position: theirs });
      this.#change(other, { position: mine });
    });
  }

  markRunning(id: number): void {
    this.#change(id, { status: 'running', started_at: nowText() });
  }

  /** It was asked to stop, for now or for good. */
  markStopping(id: number, status: 'pausing' | 'cancelling'): void {
    this.#change(id, { status });
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

  /** What a killed host was at: interrupted, or what it was being asked to become. What waits goes on waiting. Returns how many jobs it were. */
  settleLeftovers(): number {
    const becomes = { running: 'interrupted', pausing: 'paused', cancelling: 'cancelled' } as const;
    const changes = Object.entries(becomes).map(([from, status]) => {
      const query = this.#database.build.updateTable('job').set({ status, ended_at: nowText() }).where('status', '=', from);
      return this.#database.run(query).changes;
    });
    return changes.reduce((sum, count) => sum + count, 0);
  }

  saveReport(jobId: number, report: ImportReport): void {
    const row = { job_id: jobId, report: toJson(report) };
    this.#database.run(
      this.#database.build
        .insertInto('import_report')
        .values(row)
        .onConflict((conflict) => conflict.column('job_id').doUpdateSet(row)),
    );
  }

  /** @throws AppError `not-found` */
  report(jobId: number): ImportReport {
    const row = this.#database.first(this.#database.build.selectFrom('import_report').select('report').where('job_id', '=', jobId));
    if (row === undefined)
      throw new AppError('not-found', `Job ${jobId} has no import report: it has not ended, or was no inspection or import.`, { jobId });
    return fromJson(ImportReportSchema, row.report);
  }

  #select() {
    const place = sql<number | null>`CASE WHEN status = 'queued' THEN
      (SELECT count(*) FROM job AS other WHERE other.status = 'queued' AND (other.position, other.id) <= (job.position, job.id)) END`;
    return this.#database.build.selectFrom('job').selectAll().select(place.as('queue_place'));
  }

  #position(id: number): number {
    return this.#database.first(this.#database.build.selectFrom('job').select('position').where('id', '=', id))?.position ?? 0;
  }

  /** A place before or after all others. */
  #endOfQueue(end: 'first' | 'last'): number {
    const query = this.#database.build
      .selectFrom('job')
      .select((builder) => [builder.fn.min('position').as('first'), builder.fn.max('position').as('last')]);
    const found = this.#database.first(query);
    return end === 'first' ? (found?.first ?? 0) - 1 : (found?.last ?? 0) + 1;
  }

  #change(id: number, values: Record<string, string | number | null>): void {
    this.#database.run(this.#database.build.updateTable('job').set(values).where('id', '=', id));
  }
}

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    kind: JobKind.parse(row.kind),
    status: JobStatus.parse(row.status),
    title: row.title,
    queuePlace: row.queue_place,
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
