import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLocations, workspaceArgument } from '../../../../main/shell/locations.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

describe('findLocations', () => {
  it('runs the sources of a checkout on its own Node', async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'main', 'host'), { recursive: true });
    await writeFile(join(root, 'main', 'host', 'host-process.ts'), '');
    expect(findLocations(root, false, {})).toMatchObject({
      hostEntry: join(root, 'main', 'host', 'host-process.ts'),
      nodePath: join(root, 'node_modules', '.bin', 'node'),
    });
    expect(findLocations(root, false, { NEVUS_NODE: '/opt/node' }).nodePath).toBe('/opt/node');
  });

  it('runs the compiled host of a packaged program in a utility process', async () => {
    const root = await temporaryFolder();
    expect(findLocations(root, true, {})).toEqual({
      interfaceFolder: join(root, 'out', 'renderer'),
      preload: join(root, 'out', 'preload', 'index.cjs'),
      hostEntry: join(root, 'out', 'js', 'main', 'host', 'host-process.js'),
      engineEntry: join(root, 'out', 'js', 'engine', 'process', 'main.js'),
      nodePath: null,
    });
  });

  it('runs the compiled host on a plain Node where one is named', async () => {
    const root = await temporaryFolder();
    expect(findLocations(root, true, { NEVUS_NODE: '/opt/node' })).toMatchObject({
      hostEntry: join(root, 'out', 'js', 'main', 'host', 'host-process.js'),
      nodePath: '/opt/node',
    });
  });
});

describe('workspaceArgument', () => {
  it('reads both ways of writing it, and nothing else', () => {
    expect(workspaceArgument(['electron', '.', '--workspace', 'data'])).toBe(resolve('data'));
    expect(workspaceArgument(['electron', '--workspace=Daten ü', '--inspect=0'])).toBe(resolve('Daten ü'));
    expect(workspaceArgument(['electron', '.', '--inspect=0'])).toBeNull();
    expect(workspaceArgument(['electron', '--workspace'])).toBeNull();
  });
});
