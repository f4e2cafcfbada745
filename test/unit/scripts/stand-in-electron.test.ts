import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findElectron } from '../../../scripts/setup/stand-in-electron.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

it('finds none where none is installed', async () => {
  const folder = await temporaryFolder();
  expect(await findElectron(join(folder, 'node_modules'), join(folder, 'cache'))).toBeNull();
});

it('prefers the project’s own, once its binary is there', async () => {
  const folder = await temporaryFolder();
  const electron = join(folder, 'electron');
  await mkdir(join(electron, 'dist'), { recursive: true });
  await writeFile(join(electron, 'path.txt'), 'electron');
  expect(await findElectron(folder, join(folder, 'cache'))).toBeNull();
  await writeFile(join(electron, 'dist', 'electron'), '');
  await writeFile(join(electron, 'dist', 'version'), '45.4.1\n');
  const found = await findElectron(folder, join(folder, 'cache'));
  expect(found).toEqual({ executablePath: join(electron, 'dist', 'electron'), version: '45.4.1', isStandIn: false });
});
