import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { findElectron } from '../../../scripts/setup/stand-in-electron.ts';
import { repository } from '../fixtures/nevus-command.ts';
import { expect, test } from '../fixtures/nevus-test.ts';

/** As scripts/build.ts bundles the shell. */
async function bundle(name: string, folder: string): Promise<void> {
  await build({
    root: repository,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: join(repository, 'test', 'e2e', 'utility-app', `${name}.ts`),
      outDir: folder,
      emptyOutDir: false,
      target: 'node16',
      rolldownOptions: { external: ['electron', /^node:/], output: { format: 'cjs', entryFileNames: `${name}.cjs`, codeSplitting: false } },
    },
  });
}

test('in a packaged program host and engines are utility processes that speak over a port of their own', async ({ driver, workspace }) => {
  test.skip(driver.obstacle !== null, driver.obstacle ?? '');
  for (const name of ['main', 'host', 'engine']) await bundle(name, workspace);
  await writeFile(join(workspace, 'package.json'), JSON.stringify({ name: 'utility-app', version: '1.0.0', main: 'main.cjs' }));
  const electron = await findElectron();
  const { stdout } = await promisify(execFile)(electron?.executablePath ?? '', ['--no-sandbox', '--disable-gpu', workspace], {
    timeout: 60_000,
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  expect(lines).toEqual([expect.stringMatching(/^found /), 'stopped']);
  expect(JSON.parse(lines[0]?.slice('found '.length) ?? '')).toMatchObject({
    folder: { path: '/chosen' },
    described: { kind: 'wasm', label: '--engine wasm' },
    hasProcess: true,
    isEnded: true,
    crash: { code: 'engine-crashed', detail: { exitCode: 3, output: 'the last words' } },
  });
});
