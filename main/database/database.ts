import SqliteDatabase from 'better-sqlite3';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Compilable, CompiledQuery } from 'kysely';
import { AppError } from '../../common/errors/app-error.ts';
import { migrate, refuseNewer } from './migrate.ts';
import type { Migration } from './migrate.ts';
import { migrations as allMigrations } from './migrations/all.ts';
import type { Schema } from './schema.ts';

/** Queries that take longer are logged: the host answers nobody else meanwhile. */
const slowQueryMs = 40;

export type SqlValue = string | number | null | Uint8Array;

export interface DatabaseOptions {
  readonly log?: (line: string) => void;
  readonly migrations?: readonly Migration[];
}

/**
 * The workspace's database, written by this process only. Kysely checks and writes the SQL; it is run here and at once, so that a
 * transaction is a plain function and nothing can come between its statements.
 */
export class Database {
  /** Builds queries. They run through `all`, `first` and `run`. */
  readonly build: Kysely<Schema>;
  readonly #sqlite: SqliteDatabase.Database;
  readonly #statements = new Map<string, SqliteDatabase.Statement>();
  readonly #log: (line: string) => void;

  constructor(file: string, options: DatabaseOptions = {}) {
    this.#log = options.log ?? (() => undefined);
    this.#sqlite = new SqliteDatabase(file, { timeout: 5000 });
    try {
      refuseNewer(this.#sqlite, options.migrations ?? allMigrations);
      this.#sqlite.pragma('journal_mode = WAL');
      this.#sqlite.pragma('synchronous = NORMAL');
      this.#sqlite.pragma('foreign_keys = ON');
      migrate(this.#sqlite, file, options.migrations ?? allMigrations);
    } catch (error) {
      this.#sqlite.close();
      throw explainDamage(error, file);
    }
    this.build = new Kysely<Schema>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (kysely) => new SqliteIntrospector(kysely),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    });
  }

  all<Row>(query: Compilable<Row>): Row[] {
    const compiled = query.compile();
    return this.#timed(compiled, (statement) => statement.all(...compiled.parameters) as Row[]);
  }

  first<Row>(query: Compilable<Row>): Row | undefined {
    const compiled = query.compile();
    return this.#timed(compiled, (statement) => statement.get(...compiled.parameters) as Row | undefined);
  }

  /** Runs a change. Returns how many rows it touched and the id of a row that it inserted. */
  run(query: Compilable): { changes: number; insertedId: number } {
    const compiled = query.compile();
    return this.#timed(compiled, (statement) => {
      const { changes, lastInsertRowid } = statement.run(...compiled.parameters);
      return { changes, insertedId: Number(lastInsertRowid) };
    });
  }

  /** Only the first column of each row, as fast as SQLite gives it. */
  column(query: Compilable): unknown[] {
    const compiled = query.compile();
    const statement = this.#sqlite.prepare(compiled.sql).pluck();
    return this.#watch(compiled.sql, () => statement.all(...compiled.parameters));
  }

  /** A statement for many rows; kept, so that it is compiled once. */
  prepare(sql: string): (...parameters: readonly SqlValue[]) => void {
    const statement = this.#prepared(sql);
    return (...parameters) => void statement.run(...parameters);
  }

  /** All or nothing. May be nested. */
  transaction<Result>(work: () => Result): Result {
    return this.#sqlite.transaction(work)();
  }

  /**
   * A transaction that is on the disk when this returns, for what a person has said and cannot be made again. All others survive the end of the process at
   * any moment, but a power cut may take the last seconds: a sync for each would stop the host for as long as a busy disk likes.
   */
  durably<Result>(work: () => Result): Result {
    this.#sqlite.pragma('synchronous = FULL');
    try {
      return this.transaction(work);
    } finally {
      this.#sqlite.pragma('synchronous = NORMAL');
    }
  }

  close(): void {
    this.#sqlite.close();
  }

  get sqliteVersion(): string {
    return String(this.#sqlite.prepare('SELECT sqlite_version()').pluck().get());
  }

  #timed<Result>(compiled: CompiledQuery, work: (statement: SqliteDatabase.Statement) => Result): Result {
    return this.#watch(compiled.sql, () => work(this.#prepared(compiled.sql)));
  }

  #watch<Result>(sql: string, work: () => Result): Result {
    const startedAt = performance.now();
    const result = work();
    const durationMs = performance.now() - startedAt;
    if (durationMs > slowQueryMs) this.#log(`Slow query, ${durationMs.toFixed(0)} ms: ${sql}`);
    return result;
  }

  #prepared(sql: string): SqliteDatabase.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#sqlite.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function explainDamage(error: unknown, file: string): unknown {
  if (!(error instanceof SqliteDatabase.SqliteError) || !/^SQLITE_(NOTADB|CORRUPT)/.test(error.code)) return error;
  const message = `${file} is damaged, or is no database. It was left as it is. Put a copy of it in its place, or choose another data folder with --workspace.`;
  return new AppError('internal', message, { systemCode: error.code }, { cause: error });
}
