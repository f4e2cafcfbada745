import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Database } from '../../../../main/database/database.ts';
import type { Migration } from '../../../../main/database/migrate.ts';
import { migrations } from '../../../../main/database/migrations/all.ts';
import { refusal } from '../../../helpers/open-host.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const first: Migration = { version: 1, name: 'first', sql: 'CREATE TABLE note (text TEXT NOT NULL)' };
const second: Migration = { version: 2, name: 'second', sql: 'ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT "unknown"' };
const broken: Migration = { version: 2, name: 'broken', sql: 'DELETE FROM note; INSERT INTO nowhere VALUES (1)' };

function open(file: string, ...steps: Migration[]): void {
  new Database(file, { migrations: steps }).close();
}

async function databaseOfVersionOne(): Promise<string> {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  open(file, first);
  const sqlite = new SqliteDatabase(file);
  sqlite.exec("INSERT INTO note VALUES ('a reading of a clinician')");
  sqlite.close();
  return file;
}

function read(file: string): { version: unknown; notes: unknown[] } {
  const sqlite = new SqliteDatabase(file, { readonly: true });
  const facts = { version: sqlite.pragma('user_version', { simple: true }), notes: sqlite.prepare('SELECT * FROM note').all() };
  sqlite.close();
  return facts;
}

test('the steps are numbered without a gap', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
});

test('an older database is brought forward, after a copy was laid beside it', async () => {
  const file = await databaseOfVersionOne();
  open(file, first, second);
  expect(read(file)).toEqual({ version: 2, notes: [{ text: 'a reading of a clinician', author: 'unknown' }] });
  expect(read(`${file}.before-2`)).toEqual({ version: 1, notes: [{ text: 'a reading of a clinician' }] });
});

test('a step that fails changes nothing', async () => {
  const file = await databaseOfVersionOne();
  expect(() => open(file, first, broken)).toThrow(/nowhere/);
  expect(read(file)).toEqual({ version: 1, notes: [{ text: 'a reading of a clinician' }] });
  open(file, first, second);
  expect(read(file).version).toBe(2);
});

test('a step that breaks references is taken back', async () => {
  const file = await databaseOfVersionOne();
  const orphaning = 'CREATE TABLE child (parent INTEGER REFERENCES other (id)); CREATE TABLE other (id INTEGER PRIMARY KEY)';
  const step = { version: 2, name: 'orphaning', sql: `PRAGMA defer_foreign_keys = ON; ${orphaning}; INSERT INTO child VALUES (7)` };
  expect(() => open(file, first, step)).toThrow();
  expect(read(file).version).toBe(1);
});

test('a new database needs no copy, and opening it again does nothing', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'nevus.sqlite');
  open(file, first, second);
  open(file, first, second);
  expect((await readdir(folder)).filter((name) => name.includes('before'))).toEqual([]);
});

test('a newer database is refused and left as it is', async () => {
  const file = await databaseOfVersionOne();
  open(file, first, second);
  const error = await refusal(Promise.resolve().then(() => open(file, first)));
  expect(error.code).toBe('database-newer');
  expect(error.message).toMatch(/newer version of Nevus, and nothing in it was changed/);
  expect(read(file).version).toBe(2);
  expect(existsSync(`${file}.before-3`)).toBe(false);
});
