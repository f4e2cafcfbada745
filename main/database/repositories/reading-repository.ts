import { ModelAnswer } from '../../../common/domain/review.ts';
import type { Reading } from '../../../common/domain/review.ts';
import type { Compilable } from 'kysely';
import type { Database } from '../database.ts';
import { fromNullableJson, toJson } from '../json-column.ts';

/** What is kept of a case: the reading as soon as it is locked; only `deferredAt` where the case was put off before that. */
export interface StoredReading {
  readonly caseKey: string;
  /** Null until the reader's own diagnosis is locked. */
  readonly reading: Reading | null;
  /** What the model answered then; null until locked, and where an older version locked it. */
  readonly shown: ModelAnswer | null;
  readonly deferredAt: string | null;
  readonly readerName: string;
  /** How often a signed case was opened again. */
  readonly reopenedCount: number;
}

export interface ReadingChanges {
  readonly final_diagnosis?: string;
  readonly reason?: string;
  readonly note?: string;
  readonly signed_at?: string | null;
  readonly deferred_at?: string | null;
  readonly reopened_count?: number;
}

export class ReadingRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  find(runId: number, caseKey: string): StoredReading | null {
    const row = this.#database.first(
      this.#database.build.selectFrom('reading').selectAll().where('run_id', '=', runId).where('case_key', '=', caseKey),
    );
    return row === undefined ? null : toReading(row);
  }

  /** In the order in which the cases were first touched. */
  list(runId: number): StoredReading[] {
    return this.#database
      .all(this.#database.build.selectFrom('reading').selectAll().where('run_id', '=', runId).orderBy('id'))
      .map(toReading);
  }

  /** False, and nothing changed, where the case is locked already. */
  lock(
    runId: number,
    caseKey: string,
    own: { diagnosis: string; confidence: number; readerName: string; lockedAt: string; shown: ModelAnswer },
  ): boolean {
    const values = {
      own_diagnosis: own.diagnosis,
      confidence: own.confidence,
      reader_name: own.readerName,
      locked_at: own.lockedAt,
      deferred_at: null,
      shown_model: toJson(own.shown),
    };
    const { changes } = this.#write(
      this.#database.build
        .insertInto('reading')
        .values({ run_id: runId, case_key: caseKey, ...values })
        .onConflict((conflict) => conflict.columns(['run_id', 'case_key']).doUpdateSet(values).where('reading.locked_at', 'is', null)),
    );
    return changes === 1;
  }

  defer(runId: number, caseKey: string, deferredAt: string): void {
    this.#write(
      this.#database.build
        .insertInto('reading')
        .values({ run_id: runId, case_key: caseKey, deferred_at: deferredAt })
        .onConflict((conflict) => conflict.columns(['run_id', 'case_key']).doUpdateSet({ deferred_at: deferredAt })),
    );
  }

  change(runId: number, caseKey: string, changes: ReadingChanges): void {
    if (Object.keys(changes).length === 0) return;
    this.#write(this.#database.build.updateTable('reading').set(changes).where('run_id', '=', runId).where('case_key', '=', caseKey));
  }

  #write(change: Compilable): { changes: number } {
    return this.#database.durably(() => this.#database.run(change));
  }
}

interface ReadingRow {
  readonly case_key: string;
  readonly reader_name: string;
  readonly own_diagnosis: string | null;
  readonly confidence: number | null;
  readonly locked_at: string | null;
  readonly final_diagnosis: string | null;
  readonly reason: string;
  readonly note: string;
  readonly signed_at: string | null;
  readonly deferred_at: string | null;
  readonly reopened_count: number;
  readonly shown_model: string | null;
}

function toReading(row: ReadingRow): StoredReading {
  const { own_diagnosis: ownDiagnosis, confidence, locked_at: lockedAt } = row;
  const isLocked = ownDiagnosis !== null && confidence !== null && lockedAt !== null;
  return {
    caseKey: row.case_key,
    reading: isLocked
      ? {
          ownDiagnosis,
          confidence,
          lockedAt,
          finalDiagnosis: row.final_diagnosis,
          reason: row.reason,
          note: row.note,
          signedAt: row.signed_at,
          deferredAt: row.deferred_at,
        }
      : null,
    shown: fromNullableJson(ModelAnswer, row.shown_model),
    deferredAt: row.deferred_at,
    readerName: row.reader_name,
    reopenedCount: row.reopened_count,
  };
}
