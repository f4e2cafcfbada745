import { sql } from 'kysely';
import { epochScore, isHigherBetter, monitoredValue } from '../../../common/domain/epoch-score.ts';
import { ErrorShape, JobStatus } from '../../../common/domain/job.ts';
import type { EpochRecord } from '../../../common/domain/run.ts';
import { SearchPlan, SearchTrial, SearchValues, TrialStatus } from '../../../common/domain/search.ts';
import type { Search } from '../../../common/domain/search.ts';
import { epochsThatCount } from '../../../common/domain/training-phases.ts';
import type { PhasedOptions } from '../../../common/domain/training-phases.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { Database } from '../database.ts';
import { fromJson, fromNullableJson, toJson } from '../json-column.ts';
import { nowText } from '../now.ts';

export interface NewSearch extends Pick<Search, 'name' | 'recipeId' | 'datasetId' | 'splitId'> {
  readonly plan: SearchPlan;
}

/** A trial as it is stored: with the rung of successive halving up to which it trains. */
export interface StoredTrial extends SearchTrial {
  readonly rung: number;
}

const Curve = SearchTrial.shape.curve;
/** In the way of a search's end, or of being compared. */
const endedStatuses: readonly string[] = ['done', 'pruned', 'failed'];

/** Searches and their trials. */
export interface TrialCurve {
  /** By what trials are compared. */
  readonly metric: Search['metric'];
  /** The trial's own, which say which of its epochs count. */
  readonly options: PhasedOptions;
  readonly records: readonly EpochRecord[];
  readonly trainedMs: number;
}

export class SearchRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  insert(search: NewSearch): number {
    const { insertedId } = this.#database.run(
      this.#database.build.insertInto('search').values({
        name: search.name,
        recipe_id: search.recipeId,
        dataset_id: search.datasetId,
        split_id: search.splitId,
        plan: toJson(search.plan),
        created_at: nowText(),
      }),
    );
    return insertedId;
  }

  /** Newest first. */
  list(datasetId?: number): Search[] {
    const query = this.#select().orderBy('search.id', 'desc');
    const rows = this.#database.all(datasetId === undefined ? query : query.where('search.dataset_id', '=', datasetId));
    return rows.map((row) => this.#toSearch(row));
  }

  listOfSplit(splitId: number): Search[] {
    return this.#database.all(this.#select().where('search.split_id', '=', splitId)).map((row) => this.#toSearch(row));
  }

  /** @throws AppError `not-found` */
  get(id: number): Search {
    const row = this.#database.first(this.#select().where('search.id', '=', id));
    if (row === undefined) {
      throw new AppError('not-found', `There is no search ${id} in this data folder. It may have been removed.`, { searchId: id });
    }
    return this.#toSearch(row);
  }

  /** The search that a job works at. @throws AppError `not-found` */
  ofJob(jobId: number): Search {
    const row = this.#database.first(this.#database.build.selectFrom('job').select('search_id').where('id', '=', jobId));
    return this.get(row?.search_id ?? 0);
  }

  rename(id: number, name: string): void {
    this.#database.run(this.#database.build.updateTable('search').set({ name }).where('id', '=', id));
  }

  remove(id: number): void {
    this.#database.run(this.#database.build.deleteFrom('search').where('id', '=', id));
  }

  /** In the order in which they began. */
  trials(searchId: number): StoredTrial[] {
    const query = this.#database.build.selectFrom('search_trial').selectAll().where('search_id', '=', searchId).orderBy('number');
    return this.#database.all(query).map((row) => ({
      number: row.number,
      values: fromJson(SearchValues, row.option_values),
      status: TrialStatus.parse(row.status),
      runId: row.run_id,
      rung: row.rung,
      curve: fromJson(Curve, row.curve),
      value: row.value,
      bestEpoch: row.best_epoch,
      reason: row.reason,
      trainedMs: row.trained_ms,
    }));
  }

  addTrial(searchId: number, trial: Pick<SearchTrial, 'number' | 'values'> & { readonly runId: number }): void {
    this.#database.run(
      this.#database.build.insertInto('search_trial').values({
        search_id: searchId,
        number: trial.number,
        status: 'running',
        run_id: trial.runId,
        option_values: toJson(trial.values),
      }),
    );
  }

  /** The run that it is: another one where the first was removed. */
  setRun(searchId: number, number: number, runId: number): void {
    this.#change(searchId, number, { run_id: runId });
  }

  setStatus(searchId: number, number: number, status: TrialStatus, reason: string | null = null): void {
    this.#change(searchId, number, { status, reason });
  }

  /** It goes on to this rung. */
  promote(searchId: number, number: number, rung: number): void {
    this.#change(searchId, number, { rung });
  }

  /** What its run has come to. */
  setCurve(searchId: number, number: number, { metric, options, records, trainedMs }: TrialCurve): void {
    const counts = epochsThatCount(options, records.length);
    const judged = records.filter(({ epoch }) => counts(epoch));
    const best = judged.reduce<EpochRecord | null>(
      (found, record) => (epochScore(record, metric) > (found === null ? -Infinity : epochScore(found, metric)) ? record : found),
      null,
    );
    this.#change(searchId, number, {
      curve: toJson(records.map((record) => monitoredValue(record, metric))),
      value: best === null ? null : monitoredValue(best, metric),
      best_epoch: best?.epoch ?? null,
      trained_ms: trainedMs,
    });
  }

  /** A killed host was at these. */
  settleLeftovers(): void {
    this.#database.run(this.#database.build.updateTable('search_trial').set({ status: 'waiting' }).where('status', '=', 'running'));
  }

  #select() {
    return this.#database.build
      .selectFrom('search')
      .leftJoin('job', (join) =>
        join.on('job.id', '=', sql<number>`(SELECT max(id) FROM job AS newest WHERE newest.search_id = search.id)`),
      )
      .selectAll('search')
      .select(['job.id as job_id', 'job.status as status', 'job.error as error', 'job.started_at', 'job.ended_at']);
  }

  #toSearch(row: SearchRow): Search {
    const plan = fromJson(SearchPlan, row.plan);
    const trials = this.#database.all(
      this.#database.build
        .selectFrom('search_trial')
        .select(['number', 'status', 'run_id', 'value'])
        .where('search_id', '=', row.id)
        .orderBy('number'),
    );
    const measured = trials.flatMap(({ number, run_id: runId, status, value }) =>
      value === null ? [] : [{ number, runId, status, value }],
    );
    const done = measured.filter(({ status }) => status === 'done');
    const sign = isHigherBetter(plan.metric) ? 1 : -1;
    // Of equal ones the first: sorting keeps their order.
    const ranked = (done.length > 0 ? done : measured).sort((a, b) => sign * (b.value - a.value));
    const [best] = ranked;
    return {
      ...plan,
      id: row.id,
      name: row.name,
      recipeId: row.recipe_id,
      datasetId: row.dataset_id,
      splitId: row.split_id,
      status: row.status === null ? 'interrupted' : JobStatus.parse(row.status),
      jobId: row.job_id,
      error: fromNullableJson(ErrorShape, row.error),
      trialsEnded: trials.filter(({ status }) => endedStatuses.includes(status)).length,
      best: best === undefined ? null : { number: best.number, runId: best.runId, value: best.value },
      bestRunId: done.length === 0 ? null : (ranked.find(({ runId }) => runId !== null)?.runId ?? null),
      createdAt: row.created_at,
      startedAt: row.started_at,
      endedAt: row.ended_at,
    };
  }

  #change(searchId: number, number: number, values: Record<string, string | number | null>): void {
    this.#database.run(
      this.#database.build.updateTable('search_trial').set(values).where('search_id', '=', searchId).where('number', '=', number),
    );
  }
}

interface SearchRow {
  readonly id: number;
  readonly name: string;
  readonly recipe_id: string;
  readonly dataset_id: number;
  readonly split_id: number;
  readonly plan: string;
  readonly created_at: string;
  readonly job_id: number | null;
  readonly status: string | null;
  readonly error: string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}
