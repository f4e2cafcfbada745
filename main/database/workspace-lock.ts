import SqliteDatabase from 'better-sqlite3';
import { AppError } from '../../common/errors/app-error.ts';

export interface WorkspaceLock {
  release(): void;
}

/**
 * Takes the workspace for this process. The lock is SQLite's own on a small file, held by the operating system and gone with the
 * process however it ends: none can be left behind, and no reused process number can be mistaken for a living host.
 * @throws AppError `conflict` naming the process that has the workspace
 */
export function lockWorkspace(file: string, workspace: string): WorkspaceLock {
  const sqlite = new SqliteDatabase(file, { timeout: 0 });
  try {
    sqlite.exec('CREATE TABLE IF NOT EXISTS holder (process_id INTEGER NOT NULL)');
    const note = sqlite.transaction(() => {
      sqlite.exec('DELETE FROM holder');
      sqlite.prepare('INSERT INTO holder VALUES (?)').run(process.pid);
    });
    note.immediate();
    sqlite.exec('BEGIN IMMEDIATE');
  } catch (error) {
    const isBusy = error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY');
    const holder = isBusy ? readHolder(sqlite) : null;
    sqlite.close();
    throw isBusy ? inUse(workspace, holder) : error;
  }
  return {
    release: () => {
      sqlite.exec('ROLLBACK');
      sqlite.close();
    },
  };
}

function readHolder(sqlite: SqliteDatabase.Database): number | null {
  try {
    return Number(sqlite.prepare('SELECT process_id FROM holder').pluck().get());
  } catch {
    return null; // The other process is just writing its number; the message does without.
  }
}

function inUse(workspace: string, holder: number | null): AppError {
  const who = holder === null ? 'another Nevus' : `another Nevus (process ${holder})`;
  const message = `The data folder ${workspace} is in use by ${who}. Close that one first, or choose another data folder with --workspace.`;
  return new AppError('conflict', message, holder === null ? undefined : { processId: holder });
}
