import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exists } from '../../../../main/files/exists.ts';
import { replaceFile } from '../../../../main/files/replace-file.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

it('replaces what was there and leaves nothing beside it', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'recipe.json');
  await writeFile(path, 'a longer text than the next');
  await replaceFile(path, 'short');
  expect(await readFile(path, 'utf8')).toBe('short');
  expect(await readdir(folder)).toEqual(['recipe.json']);
});

it('stands by one of two that are written at once, whole', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'thumbnail');
  const contents = ['a', 'b'].map((letter) => letter.repeat(300_000));
  await Promise.all(contents.map((content) => replaceFile(path, content)));
  expect(contents).toContain(await readFile(path, 'utf8'));
  expect(await readdir(folder)).toEqual(['thumbnail']);
});

it('leaves everything as it was where it fails', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'taken');
  await mkdir(join(path, 'by-a-folder'), { recursive: true });
  await expect(replaceFile(path, 'text')).rejects.toThrow(/EISDIR|EPERM|ENOTEMPTY|EACCES/);
  expect(await readdir(folder)).toEqual(['taken']);
});

it('tells what exists', async () => {
  const folder = await temporaryFolder();
  expect(await exists(folder)).toBe(true);
  expect(await exists(join(folder, 'nothing'))).toBe(false);
  await writeFile(join(folder, 'file'), '');
  expect(await exists(join(folder, 'file', 'below'))).toBe(false);
  await expect(exists(join(folder, 'x'.repeat(300)))).rejects.toThrow();
});
