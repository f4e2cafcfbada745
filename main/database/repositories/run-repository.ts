import { sql } from 'kysely';
import { z } from 'zod';
import type { EpochReport } from '../../../common/contract/engine-protocol.ts';
import type { EpochDetail } from '../../../common/contract/run-calls.ts';
import { RunTeacher } from '../../../common/domain/distillation.ts';
import { ErrorShape } from '../../../common/domain/job.ts';
import { Run, RunStatus } from '../../../common/domain/run.ts';
import type { EpochRecord } from '../../../common/domain/run.ts';
import { NamingRule } from '../../../common/domain/naming.ts';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { ErrorBody } from '../../../common/errors/app-error.ts';
import type { Database } from '../database.ts';
import { fromJson, fromNullableJson, toJson } from '../json-column.ts';
import { nowText } from '../now.ts';

export type NewRun = Pick<Run, 'name' | 'recipeId' | 'datasetId' | 'splitId' | 'options' | 'classes'> & Partial<Pick<Run, 'teacher'>>;
/** Runs that are averaged. All have the same classes, in the same order. */
export interface NewEnsemble extends NewRun {
  readonly members: readonly number[];
  readonly weightCount: number;
}
export type RunEnding = Exclude<RunStatus, 'queued' | 'running'>;

const RunEngine = Run.shape.engine.unwrap();
const Confusion = z.array(z.array(z.int()));
const Members = z.array(z.int());
const Validation = Run.shape.validation.unwrap();
const Recall = z.array(z.number().nullable());

/** Runs with their epochs. */
export class RunRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  insert(run: NewRun): Run {
    const { insertedId } = this.#database.run(
      this.#database.build.insertInto('run').values({
        name: run.name,
        recipe_id: run.recipeId,
        dataset_id: run.datasetId,
        split_id: run.splitId,
        status: 'queued',
        options: toJson(run.options),
        classes: toJson(run.classes),
        teacher: run.teacher === null || run.teacher === undefined ? null : toJson(run.teacher),
        naming: run.options.naming,
        created_at: nowText(),
      }),
    );
    return this.get(insertedId);
  }

  insertEnsemble(ensemble: NewEnsemble): Run {
    const { id } = this.insert(ensemble);
    this.#change(id, { status: 'succeeded', members: toJson(ensemble.members), weight_count: ensemble.weightCount, ended_at: nowText() });
    return this.get(id);
  }

  /** Newest first. */
  list(datasetId?: number): Run[] {
    const query = this.#select().orderBy('run.id', 'desc');
    return this.#database.all(datasetId === undefined ? query : query.where('run.dataset_id', '=', datasetId)).map(toRun);
  }

  listOfSplit(splitId: number): Run[] {
    return this.#database.all(this.#select().where('run.split_id', '=', splitId)).map(toRun);
  }

  /** @throws AppError `not-found` */
  get(id: number): Run {
    const run = this.find(id);
    if (run === null)
      throw new AppError('not-found', `There is no run ${id} in this data folder. It may have been removed.`, { runId: id });
    return run;
  }

  find(id: number): Run | null {
    const row = this.#database.first(this.#select().where('run.id', '=', id));
    return row === undefined ? null : toRun(row);
  }

  /** Whether this database has, or once had, a run of this id: none is used twice. */
  hasKnown(id: number): boolean {
    const newest = sql<number | null>`(SELECT seq FROM sqlite_sequence WHERE name = 'run')`.as('newest');
    return id <= (this.#database.first(this.#database.build.selectNoFrom(newest))?.newest ?? 0);
  }

  rename(id: number, name: string): void {
    this.#change(id, { name });
  }

  /** @param openings how often its test part had been opened by then, where that matters */
  setNaming(id: number, naming: NamingRule, openings: number): void {
    this.#change(id, { naming, naming_openings: openings });
  }

  markRunning(id: number): void {
    const now = nowText();
    const { started_at: startedAt } = this.#database.first(
      this.#database.build.selectFrom('run').select('started_at').where('id', '=', id),
    ) ?? { started_at: null };
    this.#change(id, { status: 'running', started_at: startedAt ?? now, stretch_started_at: now });
  }

  /** It waits again, to go on where it was. */
  requeue(id: number): void {
    this.#change(id, { status: 'queued', error: null, ended_at: null });
  }

  /** Adds to what it has trained; a new stretch begins. `durationMs` is measured by a clock that nobody sets. */
  addTrained(id: number, durationMs: number): void {
    this.#database.run(
      this.#database.build
        .updateTable('run')
        .set((builder) => ({ trained_ms: builder('trained_ms', '+', durationMs), stretch_started_at: nowText() }))
        .where('id', '=', id),
    );
  }

  setEngine(id: number, engine: z.output<typeof RunEngine>): void {
    this.#change(id, { engine: toJson(engine) });
  }

  setOutcome(id: number, outcome: { weightCount: number; bestEpoch: number }): void {
    this.#change(id, { weight_count: outcome.weightCount, best_epoch: outcome.bestEpoch });
  }

  end(id: number, status: RunEnding, error: ErrorBody | null): void {
    this.#change(id, { status, error: error === null ? null : toJson(error), ended_at: nowText(), stretch_started_at: null });
  }

  /** What a killed host left behind, once its jobs are settled: a run is what its job says. */
  settleLeftovers(): void {
    const ofJob = sql<string | null>`(SELECT status FROM job WHERE run_id = run.id AND kind = 'train' ORDER BY id DESC LIMIT 1)`;
    this.#database.run(
      this.#database.build
        .updateTable('run')
        .set({ status: sql`coalesce(${ofJob}, 'interrupted')`, ended_at: nowText(), stretch_started_at: null })
        .where('status', 'in', ['queued', 'running'])
        .where(sql<boolean>`coalesce(${ofJob}, '') <> 'queued'`),
    );
  }

  remove(id: number): void {
    this.#database.run(this.#database.build.deleteFrom('run').where('id', '=', id));
  }

  /** Puts these epochs in the place of all that are stored: a training goes on after them. */
  replaceEpochs(runId: number, epochs: readonly EpochReport[]): void {
    this.#database.transaction(() => {
      this.#database.run(this.#database.build.deleteFrom('epoch').where('run_id', '=', runId));
      this.#change(runId, { best_epoch: null });
      for (const { isBest, ...detail } of epochs) this.addEpoch(runId, detail, isBest);
    });
  }

  /** Epochs come in order: what is stored from this number on belongs to a course that was given up, as where no checkpoint was left. */
  addEpoch(runId: number, detail: EpochDetail, isBest: boolean): void {
    const { record, confusion } = detail;
    this.#database.transaction(() => {
      this.#database.run(this.#database.build.deleteFrom('epoch').where('run_id', '=', runId).where('epoch', '>=', record.epoch));
      this.#database.run(
        this.#database.build.insertInto('epoch').values({
          run_id: runId,
          epoch: record.epoch,
          train_loss: record.trainLoss,
          train_accuracy: record.trainAccuracy,
          validation_loss: record.validationLoss,
          validation_accuracy: record.validationAccuracy,
          validation_balanced_accuracy: record.validationBalancedAccuracy,
          validation_recall: toJson(record.validationRecall),
          validation_recall_at_half: record.validationRecallAtHalf,
          validation_malignant_recall: record.validationMalignantRecall,
          learning_rate: record.learningRate,
          images_per_second: record.imagesPerSecond,
          wait_share: record.waitShare,
          duration_ms: record.durationMs,
          confusion: toJson(confusion),
        }),
      );
      if (isBest) this.#change(runId, { best_epoch: record.epoch });
    });
  }

  epochs(runId: number): EpochDetail[] {
    const rows = this.#database.all(this.#database.build.selectFrom('epoch').selectAll().where('run_id', '=', runId).orderBy('epoch'));
    return rows.map((row) => {
      const record: EpochRecord = {
        epoch: row.epoch,
        trainLoss: row.train_loss,
        trainAccuracy: row.train_accuracy,
        validationLoss: row.validation_loss,
        validationAccuracy: row.validation_accuracy,
        validationBalancedAccuracy: row.validation_balanced_accuracy,
        validationRecall: fromJson(Recall, row.validation_recall),
        validationRecallAtHalf: row.validation_recall_at_half,
        validationMalignantRecall: row.validation_malignant_recall,
        learningRate: row.learning_rate,
        imagesPerSecond: row.images_per_second,
        waitShare: row.wait_share,
        durationMs: row.duration_ms,
      };
      return { record, confusion: fromJson(Confusion, row.confusion) };
    });
  }

  #select() {
    return this.#database.build
      .selectFrom('run')
      .leftJoin('epoch as best', (join) => join.onRef('best.run_id', '=', 'run.id').onRef('best.epoch', '=', 'run.best_epoch'))
      .selectAll('run')
      .leftJoin('search_trial as trial', 'trial.run_id', 'run.id')
      .select('best.validation_balanced_accuracy as best_balanced_accuracy')
      .select(['trial.search_id as search_id', 'trial.number as trial_number'])
      .select(sql<number>`(SELECT coalesce(max(epoch), 0) FROM epoch WHERE run_id = run.id)`.as('epochs_done'))
      .select(
        sql<string | null>`(
          SELECT json_object(
            'naming', coalesce(details ->> '$.naming', 'network'),
            'accuracy', json(metrics -> '$.accuracy'),
            'balancedAccuracy', json(metrics -> '$.balancedAccuracy')
          )
          FROM evaluation WHERE run_id = run.id AND part = 'validation' ORDER BY id DESC LIMIT 1
        )`.as('validation'),
      )
      .select(sql<number | null>`(SELECT max(id) FROM job WHERE run_id = run.id AND kind = 'train')`.as('job_id'));
  }

  #change(id: number, values: Record<string, string | number | null>): void {
    this.#database.run(this.#database.build.updateTable('run').set(values).where('id', '=', id));
  }
}

interface RunRow {
  readonly id: number;
  readonly name: string;
  readonly recipe_id: string;
  readonly dataset_id: number;
  readonly split_id: number;
  readonly status: string;
  readonly options: string;
  readonly classes: string;
  readonly engine: string | null;
  readonly weight_count: number | null;
  readonly best_epoch: number | null;
  readonly members: string | null;
  readonly teacher: string | null;
  readonly error: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly best_balanced_accuracy: number | null;
  readonly naming: string;
  readonly naming_openings: number;
  readonly validation: string | null;
  readonly epochs_done: number;
  readonly job_id: number | null;
  readonly search_id: number | null;
  readonly trial_number: number | null;
  readonly trained_ms: number;
  readonly stretch_started_at: string | null;
}

function toRun(row: RunRow): Run {
  return {
    id: row.id,
    name: row.name,
    recipeId: row.recipe_id,
    datasetId: row.dataset_id,
    splitId: row.split_id,
    status: RunStatus.parse(row.status),
    options: fromJson(TrainingOptions, row.options),
    classes: fromJson(z.array(z.string()), row.classes),
    engine: fromNullableJson(RunEngine, row.engine),
    weightCount: row.weight_count,
    epochsDone: row.epochs_done,
    bestEpoch: row.best_epoch,
    bestBalancedAccuracy: row.best_balanced_accuracy,
    naming: NamingRule.parse(row.naming),
    namingOpenings: row.naming_openings,
    validation: fromNullableJson(Validation, row.validation),
    error: fromNullableJson(ErrorShape, row.error),
    jobId: row.job_id,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    trainedMs: row.trained_ms,
    stretchStartedAt: row.stretch_started_at,
    members: fromNullableJson(Members, row.members),
    teacher: fromNullableJson(RunTeacher, row.teacher),
    trial: row.search_id === null || row.trial_number === null ? null : { searchId: row.search_id, number: row.trial_number },
  };
}
