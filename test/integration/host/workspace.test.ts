import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { openHost, openHostForTest, refusal } from '../../helpers/open-host.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { withoutPrivileges } from '../../helpers/without-privileges.ts';

vi.setConfig({ testTimeout: 60_000 });

test('a new workspace is made with its folders, and remembers settings', async () => {
  const workspace = join(await temporaryFolder(), 'Daten (neu)', 'Nevus');
  const { caller, host } = await openHost(workspace);
  expect((await readdir(workspace)).filter((name) => !name.startsWith('nevus.'))).toEqual([
    'features',
    'pixels',
    'recipes',
    'runs',
    'temporary',
    'thumbnails',
    'unpacked',
    'weights',
  ]);
  await caller.call('settings.change', { theme: 'dark' });
  await host.close();
  const again = await openHostForTest(workspace);
  expect(await again.caller.call('settings.get', {})).toMatchObject({ theme: 'dark', tileSize: 128 });
});

test('a database of a newer Nevus is refused, and left as it is', async () => {
  const workspace = await temporaryFolder();
  const { host } = await openHost(workspace);
  await host.close();
  const sqlite = new SqliteDatabase(join(workspace, 'nevus.sqlite'));
  sqlite.pragma('user_version = 999');
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
  sqlite.close();
  const before = await readFile(join(workspace, 'nevus.sqlite'));
  for (let attempt = 0; attempt < 2; attempt++) {
    const error = await refusal(openHost(workspace));
    expect(error).toMatchObject({ code: 'database-newer', detail: { found: 999 } });
  }
  expect(await readFile(join(workspace, 'nevus.sqlite'))).toEqual(before);
});

test('a file that is no database is refused without being touched', async () => {
  const workspace = await temporaryFolder();
  await writeFile(join(workspace, 'nevus.sqlite'), 'This is a letter, not a database. '.repeat(40));
  const before = await readFile(join(workspace, 'nevus.sqlite'));
  const error = await refusal(openHost(workspace));
  expect(error.code).toBe('internal');
  expect(error.message).toContain('nevus.sqlite');
  expect(await readFile(join(workspace, 'nevus.sqlite'))).toEqual(before);
});

test('a data folder without permission is named in the refusal', async (context) => {
  const folder = await temporaryFolder();
  await chmod(folder, 0o755);
  const locked = join(folder, 'locked');
  await mkdir(locked, { mode: 0o500 });
  const error = await withoutPrivileges(() => refusal(openHost(join(locked, 'Nevus'))));
  if (error === null) return context.skip('this platform has no such permissions');
  expect(error.code).toBe('permission-denied');
  expect(error.message).toContain(join(locked, 'Nevus'));
});

test('what lies in the temporary folder is gone after a start', async () => {
  const workspace = await temporaryFolder();
  await mkdir(join(workspace, 'temporary'));
  await writeFile(join(workspace, 'temporary', 'a photograph of somebody.pixels'), 'pixels');
  await openHostForTest(workspace);
  expect(await readdir(join(workspace, 'temporary'))).toEqual([]);
});

test('the status answers at once, and names the engine that auto chooses', async () => {
  const { caller } = await openHostForTest(await temporaryFolder());
  const startedAt = performance.now();
  const status = await caller.call('system.status', {});
  expect(performance.now() - startedAt).toBeLessThan(1000);
  expect(status).toMatchObject({ folderChoice: 'path', version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
  expect(['tensorflow', 'wasm']).toContain(status.engine?.kind);
  expect(status.diskFreeBytes).toBeGreaterThan(0);
});

test('the doctor has a line for every part, with a remedy wherever something is missing, and answers again at once', async () => {
  const { caller } = await openHostForTest(await temporaryFolder());
  const { lines } = await caller.call('system.doctor', {});
  expect(lines.map(({ part }) => part)).toEqual([
    'Node',
    'Engine',
    'TensorFlow',
    'GPU',
    'WebGPU adapter',
    'WebAssembly',
    'SQLite',
    'sharp',
    'Electron',
    'Disk',
    'Memory',
  ]);
  for (const { status, remedy, detail } of lines) {
    expect(detail).not.toBe('');
    if (status === 'found') expect(remedy).toBeNull();
  }
  for (const part of ['WebAssembly', 'SQLite', 'sharp', 'Node']) expect(lines.find((line) => line.part === part)?.status).toBe('found');
  expect(lines.filter(({ status }) => status === 'missing').every(({ remedy }) => remedy !== null)).toBe(true);
  const startedAt = performance.now();
  expect((await caller.call('system.doctor', {})).lines).toEqual(lines);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
