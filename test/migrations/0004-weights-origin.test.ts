import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../main/database/migrate.ts';
import { migrations } from '../../main/database/migrations/all.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('weights of before are TensorFlow.js models of which only the name is known', async () => {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  const sqlite = new SqliteDatabase(file);
  try {
    migrate(sqlite, file, migrations.slice(0, 3));
    sqlite.exec(`
      INSERT INTO weights (architecture, alpha, name, weight_count, bytes, has_top, sha256, imported_at)
      VALUES ('mobilenet-v1', 0.75, 'published', 10, 40, 1, 'abc', '2026-11-20T10:00:00.000Z');
    `);
    migrate(sqlite, file, migrations.slice(0, 4));
    expect(sqlite.prepare('SELECT * FROM weights').get()).toEqual({
      id: 1,
      architecture: 'mobilenet-v1',
      alpha: 0.75,
      name: 'published',
      weight_count: 10,
      bytes: 40,
      has_top: 1,
      sha256: 'abc',
      imported_at: '2026-11-20T10:00:00.000Z',
      format: 'tensorflowjs-layers',
      source: 'Imported from published',
      licence: null,
      published_file: null,
    });
  } finally {
    sqlite.close();
  }
});
