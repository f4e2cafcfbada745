import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../main/database/migrate.ts';
import { migrations } from '../../main/database/migrations/all.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('old runs learned from the diagnoses alone', async () => {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  const sqlite = new SqliteDatabase(file);
  migrate(sqlite, file, migrations.slice(0, 7));
  sqlite.exec(`
    INSERT INTO dataset (id, name, layout, root, status, has_lesion_ids, created_at) VALUES (1, 'HAM', 'ham10000', '/x', 'ready', 1, '');
    INSERT INTO split (id, dataset_id, name, seed, class_counts, created_at) VALUES (1, 1, 's', 1, '[]', '');
    INSERT INTO run (id, name, recipe_id, dataset_id, split_id, status, options, classes, created_at) VALUES (1, 'r', 'x', 1, 1, 'succeeded', '{}', '[]', '');
  `);
  migrate(sqlite, file, migrations.slice(0, 8));
  expect(sqlite.prepare('SELECT id, teacher FROM run').all()).toEqual([{ id: 1, teacher: null }]);
  sqlite.close();
});
