import { expect, test } from 'vitest';
import { temporaryDatabase } from '../../../helpers/database.ts';

test('journal, foreign keys and SQLite itself are as they must be', async () => {
  const database = await temporaryDatabase();
  expect(database.sqliteVersion).toMatch(/^3\./);
  const { build } = database;
  const orphan = build.insertInto('split').values({ dataset_id: 99, name: 'x', seed: 1, class_counts: '[]', created_at: '' });
  expect(() => database.run(orphan)).toThrow(/FOREIGN KEY/);
});

test('a transaction that throws leaves nothing behind, a nested one included', async () => {
  const database = await temporaryDatabase();
  const put = database.prepare('INSERT INTO setting (key, value) VALUES (?, ?)');
  const work = (): void =>
    database.transaction(() => {
      put('a', '1');
      database.transaction(() => put('b', '2'));
      throw new Error('stop');
    });
  expect(work).toThrow('stop');
  expect(database.all(database.build.selectFrom('setting').selectAll())).toEqual([]);
});

test('a slow query is logged with its duration', async () => {
  const log: string[] = [];
  const database = await temporaryDatabase({ log: (line) => log.push(line) });
  database.all(database.build.selectFrom('setting').selectAll());
  expect(log).toEqual([]);
  const many = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600000) SELECT max(i) AS value FROM n';
  const slow = { compile: () => ({ ...database.build.selectFrom('setting').selectAll().compile(), sql: many, parameters: [] }) };
  expect(database.first(slow)).toEqual({ value: 600_000 });
  expect(log).toHaveLength(1);
  expect(log[0]).toMatch(/^Slow query, \d+ ms: WITH RECURSIVE/);
});
