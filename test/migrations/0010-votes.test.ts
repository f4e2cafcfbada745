import { join } from 'node:path';
import { expect, test } from 'vitest';
import SqliteDatabase from 'better-sqlite3';
import { migrate } from '../../main/database/migrate.ts';
import { migrations } from '../../main/database/migrations/all.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('old predictions stay, without votes of their own', async () => {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  const sqlite = new SqliteDatabase(file);
  migrate(sqlite, file, migrations.slice(0, 9));
  sqlite.exec(`
    INSERT INTO dataset (id, name, layout, root, status, has_lesion_ids, created_at) VALUES (1, 'HAM', 'ham10000', '/x', 'ready', 1, '');
    INSERT INTO split (id, dataset_id, name, seed, class_counts, created_at) VALUES (1, 1, 's', 1, '[]', '');
    INSERT INTO run (id, name, recipe_id, dataset_id, split_id, status, options, classes, created_at) VALUES (1, 'r', 'x', 1, 1, 'succeeded', '{}', '[]', '');
    INSERT INTO photograph (id, dataset_id, image_id, file_name, content_hash, width, height, diagnosis) VALUES (1, 1, 'a', 'a.jpg', 'h', 8, 8, 'nv');
    INSERT INTO prediction (run_id, photograph_id, predicted, probabilities) VALUES (1, 1, 'nv', x'0102');
  `);
  migrate(sqlite, file, migrations.slice(0, 10));
  expect(sqlite.prepare('SELECT predicted, votes FROM prediction').all()).toEqual([{ predicted: 'nv', votes: null }]);
  sqlite.close();
});
