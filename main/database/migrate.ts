import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import type SqliteDatabase from 'better-sqlite3';
import { AppError } from '../../common/errors/app-error.ts';

export interface Migration {
  /** 1, 2, 3, ... without a gap: `user_version` after it. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Before anything is written to a database that a newer Nevus has made. @throws AppError `database-newer` */
export function refuseNewer(sqlite: SqliteDatabase.Database, migrations: readonly Migration[]): void {
  const current = versionOf(sqlite);
  if (current > migrations.length) throw newerDatabase(current, migrations.length);
}

/**
 * Brings a database to the newest version, each step in a transaction of its own. Before the first step a copy is laid beside it as
 * `<file>.before-<version>`, so that nothing a step does can lose data.
 */
export function migrate(sqlite: SqliteDatabase.Database, file: string, migrations: readonly Migration[]): void {
  const current = versionOf(sqlite);
  if (current === migrations.length) return;
  if (current > 0) copyDatabase(sqlite, file, current);
  // A step that makes a table anew drops the old one, which would otherwise take with it all rows that refer to it.
  sqlite.pragma('foreign_keys = OFF');
  try {
    for (const step of migrations.slice(current)) apply(sqlite, step);
  } finally {
    sqlite.pragma('foreign_keys = ON');
  }
}

function apply(sqlite: SqliteDatabase.Database, step: Migration): void {
  sqlite.transaction(() => {
    sqlite.exec(step.sql);
    const broken = sqlite.pragma('foreign_key_check') as unknown[];
    if (broken.length > 0) {
      const message = `The data folder could not be brought to this version of Nevus (step ${step.version}, ${step.name}). It was left as it was.`;
      throw new AppError('internal', message, { brokenReferences: broken.length });
    }
    sqlite.pragma(`user_version = ${step.version}`);
  })();
}

function versionOf(sqlite: SqliteDatabase.Database): number {
  return Number(sqlite.pragma('user_version', { simple: true }));
}

function newerDatabase(found: number, known: number): AppError {
  const message =
    'The data folder was written by a newer version of Nevus, and nothing in it was changed. ' +
    'Install that version or a later one, or choose another data folder with --workspace.';
  return new AppError('database-newer', message, { found, known });
}

/** Under a temporary name first: a copy that was cut short is never taken for one. */
function copyDatabase(sqlite: SqliteDatabase.Database, file: string, version: number): void {
  const copy = `${file}.before-${version + 1}`;
  if (existsSync(copy)) return;
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
  const incoming = `${copy}.incoming`;
  rmSync(incoming, { force: true });
  copyFileSync(file, incoming);
  renameSync(incoming, copy);
}
