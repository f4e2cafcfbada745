import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWindowState, writeWindowState } from '../../../../main/shell/window-state.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const screens = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 0, width: 1280, height: 1024 },
];

describe('the remembered place of the window', () => {
  it('is kept, in a folder that need not exist yet', async () => {
    const file = join(await temporaryFolder(), 'window', 'state.json');
    const state = { position: { x: 2000, y: 40 }, width: 1000, height: 700, isMaximized: true };
    writeWindowState(file, state);
    expect(readWindowState(file, screens)).toEqual(state);
    expect(await readdir(join(file, '..'))).toEqual(['state.json']);
  });

  it.each([
    ['left of every screen', { x: -900, y: 100 }],
    ['on a screen that is gone', { x: 5000, y: 100 }],
    ['below', { x: 100, y: 1070 }],
    ['above, where the title bar cannot be reached', { x: 100, y: -60 }],
  ])('is forgotten where it is %s', async (_where, position) => {
    const file = join(await temporaryFolder(), 'state.json');
    writeWindowState(file, { position, width: 1000, height: 700, isMaximized: false });
    expect(readWindowState(file, screens)).toEqual({ position: null, width: 1000, height: 700, isMaximized: false });
  });

  it.each(['', '{"width":', '[]', '{"position":null,"width":3,"height":700,"isMaximized":false}', '{"width":1000}'])(
    'starts anew from a damaged file: %j',
    async (text) => {
      const file = join(await temporaryFolder(), 'state.json');
      await writeFile(file, text);
      expect(readWindowState(file, screens)).toEqual({ position: null, width: 1360, height: 880, isMaximized: false });
    },
  );

  it('starts anew where nothing was remembered', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'state.json'));
    expect(readWindowState(join(folder, 'absent.json'), screens).position).toBeNull();
    expect(readWindowState(join(folder, 'state.json'), screens).position).toBeNull();
  });
});
