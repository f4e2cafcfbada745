import { existsSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../main/database/migrate.ts';
import { migrations } from '../../main/database/migrations/all.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A workspace of the version before, with a run that is over, one that waits, and everything that hangs on them. */
async function migrated(): Promise<{ sqlite: SqliteDatabase.Database; file: string }> {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  const sqlite = new SqliteDatabase(file);
  sqlite.pragma('foreign_keys = ON');
  migrate(sqlite, file, migrations.slice(0, 2));
  sqlite.exec(`
    INSERT INTO dataset (id, name, layout, root, status, has_lesion_ids, created_at) VALUES (1, 'HAM', 'ham10000', '/x', 'ready', 1, '');
    INSERT INTO photograph (id, dataset_id, image_id, file_name, content_hash, width, height, diagnosis) VALUES (1, 1, 'a', 'a.jpg', 'h', 1, 1, 'nv');
    INSERT INTO split (id, dataset_id, name, seed, class_counts, created_at) VALUES (1, 1, 's', 1, '[]', '');
    INSERT INTO run (id, name, recipe_id, dataset_id, split_id, status, options, classes, best_epoch, created_at, started_at, ended_at) VALUES
      (1, 'over', 'x', 1, 1, 'succeeded', '{"a":1}', '["mel"]', 4, 'c', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:30.000Z'),
      (2, 'waits', 'x', 1, 1, 'queued', '{}', '[]', NULL, 'c', NULL, NULL),
      (3, 'removed', 'x', 1, 1, 'failed', '{}', '[]', NULL, 'c', NULL, NULL);
    DELETE FROM run WHERE id = 3;
    INSERT INTO job (id, kind, status, title, dataset_id, run_id, created_at) VALUES
      (1, 'train', 'succeeded', 't', 1, 1, ''), (2, 'train', 'queued', 't', 1, 2, 'then');
    INSERT INTO epoch VALUES (1, 4, 0, 0, 0, 0, 0, '[]', 0, 0, 0, 0, '[]');
    INSERT INTO prediction VALUES (1, 1, 'nv', x'00');
    INSERT INTO evaluation (run_id, dataset_id, metrics, unknown_labels, training_overlap, created_at) VALUES (1, 1, '{}', '[]', 0, '');
    INSERT INTO reading (run_id, case_key) VALUES (1, 'a');
  `);
  migrate(sqlite, file, migrations.slice(0, 3));
  return { sqlite, file };
}

test('keeps every run and all that hangs on it, and lays a copy beside it first', async () => {
  const { sqlite, file } = await migrated();
  expect(existsSync(`${file}.before-3`)).toBe(true);
  const runs = sqlite.prepare('SELECT * FROM run ORDER BY id').all() as Record<string, unknown>[];
  expect(runs).toMatchObject([
    { id: 1, name: 'over', status: 'succeeded', options: '{"a":1}', best_epoch: 4, stretch_started_at: null },
    { id: 2, name: 'waits', status: 'interrupted', trained_ms: 0 },
  ]);
  expect(Number(runs[0]!['trained_ms'])).toBeCloseTo(30_000, 0);
  for (const table of ['epoch', 'prediction', 'evaluation', 'reading']) {
    expect([table, sqlite.prepare(`SELECT count(*) FROM ${table} WHERE run_id = 1`).pluck().get()]).toEqual([table, 1]);
  }
  expect(sqlite.prepare('SELECT id, status, ended_at FROM job ORDER BY id').all()).toMatchObject([
    { id: 1, status: 'succeeded' },
    { id: 2, status: 'interrupted', ended_at: 'then' },
  ]);
  sqlite.close();
});

test('references still hold, a run can be paused, and the number of a removed run is not given again', async () => {
  const { sqlite } = await migrated();
  expect(sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
  const add =
    "INSERT INTO run (name, recipe_id, dataset_id, split_id, status, options, classes, created_at) VALUES ('n', 'x', 1, 1, ?, '{}', '[]', '')";
  expect(sqlite.prepare(add).run('paused').lastInsertRowid).toBe(4);
  expect(() => sqlite.prepare(add).run('lost')).toThrow(/CHECK/);
  sqlite.exec("INSERT INTO run_log VALUES (1, 1, '', 'said')");
  expect(() => sqlite.exec("INSERT INTO run_log VALUES (99, 1, '', 'said')")).toThrow(/FOREIGN KEY/);
  sqlite.exec('DELETE FROM run WHERE id = 1');
  const left = ['epoch', 'prediction', 'evaluation', 'reading', 'run_log', 'job'].map((table) =>
    sqlite.prepare(`SELECT count(*) FROM ${table} WHERE run_id = 1`).pluck().get(),
  );
  expect(left).toEqual([0, 0, 0, 0, 0, 0]);
  expect(sqlite.pragma('foreign_key_check')).toEqual([]);
  sqlite.close();
});
