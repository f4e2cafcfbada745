import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../main/database/migrate.ts';
import { initialMigration } from '../../main/database/migrations/0001-initial.ts';
import { sourcePartsMigration } from '../../main/database/migrations/0002-source-parts.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('old photographs have no part of their source, and old splits are by lesion', async () => {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  const sqlite = new SqliteDatabase(file);
  migrate(sqlite, file, [initialMigration]);
  sqlite.exec(`
    INSERT INTO dataset (id, name, layout, root, status, has_lesion_ids, created_at) VALUES (1, 'HAM', 'ham10000', '/x', 'ready', 1, '');
    INSERT INTO photograph (id, dataset_id, image_id, file_name, content_hash, width, height, diagnosis) VALUES (1, 1, 'a', 'a.jpg', 'h', 1, 1, 'nv');
    INSERT INTO split (id, dataset_id, name, seed, class_counts, created_at) VALUES (1, 1, 's', 1, '[]', '');
  `);
  migrate(sqlite, file, [initialMigration, sourcePartsMigration]);
  expect(sqlite.prepare('SELECT source_part FROM photograph').pluck().all()).toEqual([null]);
  expect(sqlite.prepare('SELECT grouping FROM split').pluck().all()).toEqual(['lesion']);
  expect(() => sqlite.exec("UPDATE split SET grouping = 'class'")).toThrow(/CHECK/);
  expect(() => sqlite.exec("UPDATE photograph SET source_part = 'holdout'")).toThrow(/CHECK/);
  sqlite.close();
});
