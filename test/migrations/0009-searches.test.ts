import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../main/database/migrate.ts';
import { migrations } from '../../main/database/migrations/all.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A workspace of the version before, with a run and its job; then a search with two trials, one of which was that run. */
async function migrated(): Promise<SqliteDatabase.Database> {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  const sqlite = new SqliteDatabase(file);
  sqlite.pragma('foreign_keys = ON');
  migrate(sqlite, file, migrations.slice(0, 8));
  sqlite.exec(`
    INSERT INTO dataset (id, name, layout, root, status, has_lesion_ids, created_at) VALUES (1, 'HAM', 'ham10000', '/x', 'ready', 1, '');
    INSERT INTO split (id, dataset_id, name, seed, class_counts, created_at) VALUES (1, 1, 's', 1, '[]', '');
    INSERT INTO run (id, name, recipe_id, dataset_id, split_id, status, options, classes, created_at) VALUES (1, 'r', 'x', 1, 1, 'succeeded', '{}', '[]', '');
    INSERT INTO job (id, kind, status, title, run_id, created_at) VALUES (1, 'train', 'succeeded', 'Train r', 1, '');
  `);
  migrate(sqlite, file, migrations.slice(0, 9));
  sqlite.exec(`
    INSERT INTO search (id, name, recipe_id, dataset_id, split_id, plan, created_at) VALUES (1, 'search', 'x', 1, 1, '{}', '');
    INSERT INTO search_trial (search_id, number, status, run_id, option_values, value) VALUES (1, 1, 'done', 1, '{"learningRate":0.1}', 0.7);
    INSERT INTO search_trial (search_id, number, status, run_id, option_values) VALUES (1, 2, 'failed', NULL, '{}');
    INSERT INTO job (id, kind, status, title, search_id, created_at) VALUES (2, 'search', 'succeeded', 'Search', 1, '');
  `);
  return sqlite;
}

test('keeps jobs, which belong to no search', async () => {
  const sqlite = await migrated();
  expect(sqlite.prepare('SELECT kind, run_id, search_id FROM job WHERE id = 1').get()).toEqual({
    kind: 'train',
    run_id: 1,
    search_id: null,
  });
  expect(sqlite.pragma('foreign_key_check')).toEqual([]);
});

test('a trial keeps what it tells when its run is removed', async () => {
  const sqlite = await migrated();
  sqlite.exec('DELETE FROM run');
  expect(sqlite.prepare('SELECT run_id, option_values, value, rung, curve FROM search_trial WHERE number = 1').get()).toEqual({
    run_id: null,
    option_values: '{"learningRate":0.1}',
    value: 0.7,
    rung: 0,
    curve: '[]',
  });
});

test('a search takes its trials and its job with it, and leaves the runs; a dataset takes all', async () => {
  const sqlite = await migrated();
  const count = (table: string): unknown => sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  sqlite.exec('DELETE FROM search');
  expect([count('search_trial'), count('job'), count('run')]).toEqual([0, 1, 1]);
  const other = await migrated();
  other.exec('DELETE FROM dataset');
  expect(other.prepare('SELECT count(*) FROM search_trial').pluck().get()).toBe(0);
});
