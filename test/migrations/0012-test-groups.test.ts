import { join } from 'node:path';
import { expect, test } from 'vitest';
import SqliteDatabase from 'better-sqlite3';
import { migrate } from '../../main/database/migrate.ts';
import { migrations } from '../../main/database/migrations/all.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('openings of old splits and of their folds are added up', async () => {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  const sqlite = new SqliteDatabase(file);
  migrate(sqlite, file, migrations.slice(0, 11));
  sqlite.exec(
    `INSERT INTO dataset (id, name, layout, root, status, has_lesion_ids, created_at) VALUES (1, 'HAM', 'ham10000', '/x', 'ready', 1, '')`,
  );
  const photograph = sqlite.prepare(
    "INSERT INTO photograph (id, dataset_id, image_id, file_name, content_hash, width, height, diagnosis) VALUES (?, 1, ?, ?, 'h', 8, 8, 'nv')",
  );
  for (let id = 1; id <= 8; id++) photograph.run(id, `p${id}`, `p${id}.jpg`);
  const split = sqlite.prepare(
    "INSERT INTO split (id, dataset_id, name, seed, class_counts, created_at, test_openings) VALUES (?, 1, 's', 1, '[]', '', ?)",
  );
  const assign = sqlite.prepare('INSERT INTO split_photograph (split_id, photograph_id, part) VALUES (?, ?, ?)');
  /** Parts of photographs 1 to 8: T, V or X for testing. */
  const add = (id: number, parts: string, openings: number): void => {
    split.run(id, openings);
    Array.from(parts).forEach((part, index) => assign.run(id, index + 1, { T: 'train', V: 'validation', X: 'test' }[part]));
  };
  add(1, 'TTTTVVXX', 2);
  // Folds within it, one of a cross-validation of its own, and another fold of the latter.
  add(2, 'TTVVXXXX', 1);
  add(3, 'VVTTXXXX', 0);
  add(4, 'XTTTTTVV', 4);
  add(5, 'XTVVTTTT', 3);
  add(6, 'TTTTTTVV', 0);
  migrate(sqlite, file, migrations.slice(0, 12));
  expect(sqlite.prepare('SELECT id, test_group, test_openings FROM split ORDER BY id').raw().all()).toEqual([
    [1, 1, 3],
    [2, 1, 3],
    [3, 1, 3],
    [4, 4, 7],
    [5, 4, 7],
    [6, 6, 0],
  ]);
  sqlite.close();
});
