import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildTargets } from './build/build-targets.ts';
import { targets } from './build/targets.ts';
import { findElectron } from './setup/stand-in-electron.ts';
import { tryInstallingElectron } from './start/install-electron.ts';
import { runElectron } from './start/run-electron.ts';
import { whyNoWindow } from './start/why-no-window.ts';

// `start.ts [--workspace <folder>] [--served]`: opens the application in Electron where that can run, else serves it to the browser.

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { workspace: { type: 'string' }, served: { type: 'boolean' } } });
const workspaceArgs = values.workspace === undefined ? [] : ['--workspace', resolve(values.workspace)];
// vite.config.ts names its folders relative to the root.
process.chdir(root);

process.exitCode = values.served === true ? await serve() : ((await openWindow()) ?? (await serve()));

/** Null where no window could be opened; the reason was said. */
async function openWindow(): Promise<number | null> {
  const reason = whyNoWindow(process.env, process.platform, process.getuid?.());
  if (reason !== null) return explain(reason);
  const executablePath = await provideElectron();
  if (executablePath === null) return explain('Electron is not installed');
  const wanted = targets.filter(({ name }) => name !== 'js');
  await buildTargets(root, wanted, (name) => process.stderr.write(`Building ${name} ...\n`));
  return (await runElectron(executablePath, root, workspaceArgs)) ?? explain('Electron does not start here');
}

function explain(reason: string): null {
  process.stderr.write(`${reason}: Nevus is served to the browser instead.\n`);
  return null;
}

/** Electron's executable; the stand-in of the tests is not for users. */
async function provideElectron(): Promise<string | null> {
  const found = await findOwnElectron();
  if (found !== null) return found;
  return (await tryInstallingElectron(root, process.env)) ? findOwnElectron() : null;
}

async function findOwnElectron(): Promise<string | null> {
  const found = await findElectron();
  return found === null || found.isStandIn ? null : found.executablePath;
}

function serve(): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'main', 'cli', 'nevus.ts'), 'serve', ...workspaceArgs], { stdio: 'inherit' });
    // Ctrl-C reaches the child by itself and ends it cleanly; this process only waits for that.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
