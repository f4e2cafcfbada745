import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { TestContext } from 'vitest';
import type { PinnedWheel } from '../../../scripts/setup/engine-packages.ts';
import { downloadWheel, extractWheel, findPython } from '../../../scripts/setup/python.ts';
import type { Python } from '../../../scripts/setup/python.ts';
import { runProgram } from '../../../scripts/setup/run-program.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const MAKE_WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('trial/lib/engine.so', 'engine' * 1000)
    wheel.writestr('trial/other.py', 'pass')
    wheel.writestr('trial_wheel-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: trial-wheel\\nVersion: 1.0\\n')
    wheel.writestr('trial_wheel-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: false\\nTag: py3-none-manylinux2014_x86_64\\n')
    wheel.writestr('trial_wheel-1.0.dist-info/RECORD', '')
`;

async function requirePython(context: TestContext): Promise<Python> {
  const python = await findPython();
  if (python === null) return context.skip('Python with pip is not installed');
  return python;
}

/** Lets pip take a small wheel from a folder instead of the network. */
async function offerWheel(python: Python, folder: string): Promise<PinnedWheel> {
  const index = join(folder, 'index');
  await mkdir(index);
  const path = join(index, 'trial_wheel-1.0-py3-none-manylinux2014_x86_64.whl');
  const { code, output } = await runProgram(python[0], [...python.slice(1), '-c', MAKE_WHEEL, path]);
  expect(code, output).toBe(0);
  vi.stubEnv('PIP_NO_INDEX', '1');
  vi.stubEnv('PIP_FIND_LINKS', index);
  onTestFinished(() => void vi.unstubAllEnvs());
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return { package: 'trial-wheel', version: '1.0', platform: 'manylinux2014_x86_64', sha256, megabytes: 1, unpackedMegabytes: 1 };
}

describe('downloadWheel', () => {
  it('downloads through pip and unpacks what is asked for', async (context) => {
    const python = await requirePython(context);
    const folder = await temporaryFolder();
    const wheel = await offerWheel(python, folder);
    const path = await downloadWheel(python, wheel, join(folder, 'downloads'), () => undefined);
    await extractWheel(python, path, join(folder, 'unpacked'), ['trial/lib/']);
    expect(await readdir(join(folder, 'unpacked', 'trial'))).toEqual(['lib']);
    expect(await readFile(join(folder, 'unpacked', 'trial', 'lib', 'engine.so'), 'utf8')).toHaveLength(6000);
    expect(await readdir(join(folder, 'downloads'))).toEqual(['requirements.txt', 'wheels']);
  });

  it('refuses a download whose SHA-256 is not the pinned one', async (context) => {
    const python = await requirePython(context);
    const folder = await temporaryFolder();
    const wheel = { ...(await offerWheel(python, folder)), sha256: 'a'.repeat(64) };
    const download = downloadWheel(python, wheel, join(folder, 'downloads'), () => undefined);
    await expect(download).rejects.toThrow('The download of trial-wheel 1.0 does not have the expected SHA-256 and was thrown away.');
  });

  it('says what pip says when there is no such package', async (context) => {
    const python = await requirePython(context);
    const folder = await temporaryFolder();
    const wheel = { ...(await offerWheel(python, folder)), version: '2.0' };
    const download = downloadWheel(python, wheel, join(folder, 'downloads'), () => undefined);
    await expect(download).rejects.toThrow(/^pip could not download trial-wheel 2\.0: .*trial-wheel==2\.0/);
  });
});

it('says that a damaged package cannot be unpacked', async (context) => {
  const python = await requirePython(context);
  const folder = await temporaryFolder();
  const wheel = await offerWheel(python, folder);
  const path = await downloadWheel(python, wheel, join(folder, 'downloads'), () => undefined);
  await truncate(path, 900);
  await expect(extractWheel(python, path, join(folder, 'unpacked'), ['trial/'])).rejects.toThrow(
    'A downloaded package could not be unpacked',
  );
});
