import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exists } from '../../../../main/files/exists.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

it('tells what is there from what is not, also behind a file', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'inner'));
  await writeFile(join(folder, 'file'), '');
  const names = ['inner', 'file', 'nothing', 'file/inner'];
  expect(await Promise.all(names.map((name) => exists(join(folder, name))))).toEqual([true, true, false, false]);
});

it('does not take for missing what cannot be looked at', async () => {
  const tooLong = join(await temporaryFolder(), 'x'.repeat(5000));
  await expect(exists(tooLong)).rejects.toThrow('ENAMETOOLONG');
});
