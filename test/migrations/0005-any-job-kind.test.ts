import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../main/database/migrate.ts';
import { migrations } from '../../main/database/migrations/all.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A workspace of the version before, with two jobs, a removed one after them, and a report that hangs on the first. */
async function migrated(): Promise<SqliteDatabase.Database> {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  const sqlite = new SqliteDatabase(file);
  sqlite.pragma('foreign_keys = ON');
  migrate(sqlite, file, migrations.slice(0, 4));
  sqlite.exec(`
    INSERT INTO job (id, kind, status, title, progress, result, created_at, ended_at, input, position) VALUES
      (1, 'inspect', 'succeeded', 'Check x', '{"done":1}', '{"importable":2}', 'c', 'e', '{"folder":"x"}', 0),
      (2, 'import', 'queued', 'Import x', NULL, NULL, 'c', NULL, NULL, 1.5),
      (9, 'import', 'failed', 'Import y', NULL, NULL, 'c', NULL, NULL, 0);
    DELETE FROM job WHERE id = 9;
    INSERT INTO import_report VALUES (1, '{}');
  `);
  migrate(sqlite, file, migrations.slice(0, 5));
  return sqlite;
}

test('keeps every job and its report', async () => {
  const sqlite = await migrated();
  expect(sqlite.prepare('SELECT * FROM job ORDER BY id').all()).toMatchObject([
    {
      id: 1,
      kind: 'inspect',
      status: 'succeeded',
      progress: '{"done":1}',
      result: '{"importable":2}',
      input: '{"folder":"x"}',
      ended_at: 'e',
    },
    { id: 2, kind: 'import', status: 'queued', position: 1.5, title: 'Import x' },
  ]);
  expect(sqlite.prepare('SELECT job_id FROM import_report').pluck().all()).toEqual([1]);
  expect(sqlite.pragma('foreign_key_check')).toEqual([]);
});

test('takes jobs of a new kind, never gives a number twice, and still removes a job’s report with it', async () => {
  const sqlite = await migrated();
  const { lastInsertRowid } = sqlite
    .prepare("INSERT INTO job (kind, status, title, created_at) VALUES ('measure', 'queued', 'Measure the engines', '')")
    .run();
  expect(lastInsertRowid).toBe(10);
  sqlite.exec('DELETE FROM job WHERE id = 1');
  expect(sqlite.prepare('SELECT count(*) FROM import_report').pluck().get()).toBe(0);
});
