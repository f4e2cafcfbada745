import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../main/database/migrate.ts';
import { initialMigration } from '../../main/database/migrations/0001-initial.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

async function migrated(): Promise<SqliteDatabase.Database> {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  const sqlite = new SqliteDatabase(file);
  sqlite.pragma('foreign_keys = ON');
  migrate(sqlite, file, [initialMigration]);
  return sqlite;
}

test('makes every table, strict, from an empty database', async () => {
  const sqlite = await migrated();
  const tables = sqlite.prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'").all() as {
    name: string;
    strict: number;
  }[];
  expect(tables.map(({ name }) => name).sort()).toEqual([
    'dataset',
    'epoch',
    'evaluation',
    'import_report',
    'job',
    'photograph',
    'prediction',
    'reading',
    'rejection',
    'run',
    'setting',
    'split',
    'split_photograph',
    'weights',
  ]);
  expect(tables.every(({ strict }) => strict === 1)).toBe(true);
  expect(sqlite.pragma('user_version', { simple: true })).toBe(1);
  sqlite.close();
});

test('removing a dataset removes all that hangs on it', async () => {
  const sqlite = await migrated();
  sqlite.exec(`
    INSERT INTO dataset (id, name, layout, root, status, has_lesion_ids, created_at) VALUES (1, 'HAM', 'ham10000', '/x', 'ready', 1, '');
    INSERT INTO photograph (id, dataset_id, image_id, file_name, content_hash, width, height, diagnosis) VALUES (1, 1, 'a', 'a.jpg', 'h', 1, 1, 'nv');
    INSERT INTO rejection (dataset_id, kind, message) VALUES (1, 'truncated', 'm');
    INSERT INTO split (id, dataset_id, name, seed, class_counts, created_at) VALUES (1, 1, 's', 1, '[]', '');
    INSERT INTO split_photograph VALUES (1, 1, 'train');
    INSERT INTO run (id, name, recipe_id, dataset_id, split_id, status, options, classes, created_at) VALUES (1, 'r', 'x', 1, 1, 'succeeded', '{}', '[]', '');
    INSERT INTO job (id, kind, status, title, dataset_id, run_id, created_at) VALUES (1, 'train', 'succeeded', 't', 1, 1, '');
    INSERT INTO import_report VALUES (1, '{}');
    INSERT INTO epoch VALUES (1, 1, 0, 0, 0, 0, 0, '[]', 0, 0, 0, 0, '[]');
    INSERT INTO prediction VALUES (1, 1, 'nv', x'00');
    INSERT INTO evaluation (run_id, dataset_id, metrics, unknown_labels, training_overlap, created_at) VALUES (1, 1, '{}', '[]', 0, '');
    INSERT INTO reading (run_id, case_key) VALUES (1, 'a');
    DELETE FROM dataset;
  `);
  const left = [
    'photograph',
    'rejection',
    'split',
    'split_photograph',
    'run',
    'job',
    'import_report',
    'epoch',
    'prediction',
    'evaluation',
    'reading',
  ]
    .map((table) => [table, sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get()])
    .filter(([, count]) => count !== 0);
  expect(left).toEqual([]);
  sqlite.close();
});

test('a reading cannot be signed without a locked diagnosis and a final one', async () => {
  const sqlite = await migrated();
  sqlite.pragma('foreign_keys = OFF');
  const insert = (columns: string, values: string): void =>
    void sqlite.exec(`INSERT INTO reading (run_id, case_key, ${columns}) VALUES (1, 'c', ${values})`);
  expect(() => insert('signed_at', "'2026'")).toThrow(/CHECK/);
  expect(() => insert('own_diagnosis', "'mel'")).toThrow(/CHECK/);
  expect(() => insert('own_diagnosis, confidence, locked_at, signed_at', "'mel', 2, '2026', '2026'")).toThrow(/CHECK/);
  expect(() => insert('own_diagnosis, confidence, locked_at', "'mel', 4, '2026'")).toThrow(/CHECK/);
  insert('own_diagnosis, confidence, locked_at, final_diagnosis, signed_at', "'mel', 2, '2026', 'mel', '2026'");
  sqlite.close();
});
