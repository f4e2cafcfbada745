import { join } from 'node:path';
import { expect, test } from 'vitest';
import SqliteDatabase from 'better-sqlite3';
import { migrate } from '../../main/database/migrate.ts';
import { migrations } from '../../main/database/migrations/all.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('old readings stay as they are, without what their reader was shown', async () => {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  const sqlite = new SqliteDatabase(file);
  migrate(sqlite, file, migrations.slice(0, 12));
  sqlite.exec(`
    INSERT INTO dataset (id, name, layout, root, status, has_lesion_ids, created_at) VALUES (1, 'HAM', 'ham10000', '/x', 'ready', 1, '');
    INSERT INTO split (id, dataset_id, name, seed, class_counts, created_at) VALUES (1, 1, 's', 1, '[]', '');
    INSERT INTO run (id, name, recipe_id, dataset_id, split_id, status, options, classes, created_at) VALUES (1, 'r', 'x', 1, 1, 'succeeded', '{}', '[]', '');
    INSERT INTO reading (run_id, case_key, own_diagnosis, confidence, locked_at, final_diagnosis, note, signed_at)
      VALUES (1, 'HAM_1', 'nv', 2, '2026-11-20', 'mel', 'veil', '2026-11-21');
  `);
  const before = sqlite.prepare('SELECT * FROM reading').get() as object;
  migrate(sqlite, file, migrations.slice(0, 13));
  expect(sqlite.prepare('SELECT * FROM reading').get()).toEqual({ ...before, shown_model: null });
  sqlite.close();
});
