import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultWorkspace } from '../../../../main/host/paths.ts';

test('each platform has its own folder for application data', () => {
  expect(defaultWorkspace('linux', {})).toBe(join(homedir(), '.local', 'share', 'Nevus'));
  expect(defaultWorkspace('linux', { XDG_DATA_HOME: '/data/me' })).toBe(join('/data/me', 'Nevus'));
  expect(defaultWorkspace('linux', { XDG_DATA_HOME: '' })).toBe(join(homedir(), '.local', 'share', 'Nevus'));
  expect(defaultWorkspace('darwin', {})).toBe(join(homedir(), 'Library', 'Application Support', 'Nevus'));
  expect(defaultWorkspace('win32', { LOCALAPPDATA: 'C:\\Users\\Ä\\AppData\\Local' })).toBe(join('C:\\Users\\Ä\\AppData\\Local', 'Nevus'));
});
