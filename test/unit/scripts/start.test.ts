import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tryInstallingElectron } from '../../../scripts/start/install-electron.ts';
import { whyNoWindow } from '../../../scripts/start/why-no-window.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('whyNoWindow', () => {
  it('knows where a window cannot be', () => {
    expect(whyNoWindow({}, 'linux', 1000)).toContain('no screen');
    expect(whyNoWindow({ DISPLAY: ':0' }, 'linux', 0)).toContain('root');
    expect(whyNoWindow({ DISPLAY: ':0' }, 'linux', 1000)).toBeNull();
    expect(whyNoWindow({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', 1000)).toBeNull();
    expect(whyNoWindow({}, 'darwin', 501)).toBeNull();
    expect(whyNoWindow({}, 'win32', undefined)).toBeNull();
  });
});

describe('tryInstallingElectron', () => {
  /** A checkout whose Electron installer ends with this code. */
  async function checkout(exitCode: number): Promise<string> {
    const root = await temporaryFolder();
    await mkdir(join(root, 'node_modules', 'electron'), { recursive: true });
    const script = `process.exit(${exitCode});`;
    await writeFile(join(root, 'node_modules', 'electron', 'install.js'), script);
    return root;
  }

  it('does not fetch anything where nobody watches, or nothing may be fetched', async () => {
    const root = await checkout(0);
    expect(await tryInstallingElectron(root, { CI: 'true' })).toBe(false);
    expect(await tryInstallingElectron(root, { NEVUS_OFFLINE: '1' })).toBe(false);
    expect(await tryInstallingElectron(root, {})).toBe(true);
  });

  it('tries once', async () => {
    const root = await checkout(1);
    expect(await tryInstallingElectron(root, {})).toBe(false);
    await writeFile(join(root, 'node_modules', 'electron', 'install.js'), '');
    expect(await tryInstallingElectron(root, {})).toBe(false);
  });
});
