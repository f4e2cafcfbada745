import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideEntry } from '../setup/cache-entry.ts';
import { cacheFolder } from '../setup/cache-folder.ts';
import { Progress } from '../setup/progress.ts';
import { clearFailure, readRecentFailure, saveFailure } from '../setup/recent-failure.ts';
import { lastLines, runProgram } from '../setup/run-program.ts';
import { SetupProblem } from '../setup/setup-problem.ts';
import { REFERENCES } from './packages.ts';
import type { Reference, ReferenceName } from './packages.ts';
import { findReferencePython } from './reference-python.ts';
import type { ReferencePython } from './reference-python.ts';

const CONSTRAINTS = fileURLToPath(new URL('./constraints.txt', import.meta.url));
const PYTHON = process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python');
const FILES = ['pyvenv.cfg', PYTHON];

/** The interpreter of an environment that holds the reference, or why there is none, in a sentence. */
export type FoundReference = { python: string } | { missing: string };

/**
 * Sets a reference up in the cache folder where it is not there yet (minutes, and gigabytes for PyTorch), and gives its Python.
 * A set-up that failed is not tried again for an hour.
 */
export async function ensureReference(name: ReferenceName, cache: string = cacheFolder()): Promise<FoundReference> {
  const failure = `reference-${name}`;
  const recent = await readRecentFailure(cache, failure, Date.now());
  if (recent !== null) return { missing: recent };
  const progress = new Progress();
  try {
    const python = await findReferencePython();
    if (python === null) {
      return { missing: `${REFERENCES[name].title} needs Python 3.11 to 3.13 with pip and venv, and none was found.` };
    }
    const entry = await provideEntry({
      cache,
      name: await entryName(name, python),
      files: FILES,
      build: (target) => build(REFERENCES[name], python, target, progress),
      onWait: () => progress.step(`Waiting for another set-up of ${REFERENCES[name].title} to end`),
    });
    await clearFailure(cache, failure);
    return { python: join(entry, PYTHON) };
  } catch (error) {
    const missing = error instanceof Error ? error.message : String(error);
    // Where even this cannot be written, the next call just tries again.
    if (!(error instanceof SetupProblem) || error.isWorthRemembering) {
      await saveFailure(cache, failure, missing, Date.now()).catch(() => undefined);
    }
    return { missing };
  } finally {
    progress.done();
  }
}

/** Changes with everything that decides what lies in the environment. */
async function entryName(name: ReferenceName, python: ReferencePython): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(REFERENCES[name].requirements));
  hash.update(await readFile(CONSTRAINTS));
  const platform = `${process.platform}-${process.arch}`;
  return `reference-${name}-${hash.digest('hex').slice(0, 12)}-python-${python.version}-${platform}`;
}

async function build(reference: Reference, python: ReferencePython, target: string, progress: Progress): Promise<void> {
  const { title, requirements, modules, megabytes } = reference;
  if (process.env['NEVUS_OFFLINE'] !== undefined) {
    throw problem(`${title} is not set up yet, and NEVUS_OFFLINE forbids to download it.`, { isWorthRemembering: false });
  }
  const { bavail, bsize } = await statfs(target);
  const neededMegabytes = megabytes.download + megabytes.disk;
  if ((bavail * bsize) / 1e6 < neededMegabytes) {
    throw problem(`${title} needs ${neededMegabytes} MB in ${target}, which are not free.`, { isWorthRemembering: false });
  }
  progress.step(`Setting up ${title} for comparison (${megabytes.download} MB, once)`);
  // Without its own pip, the environment needs no ensurepip, which Debian keeps in another package.
  await mustRun(title, python.executable, ['-m', 'venv', '--without-pip', target]);
  const interpreter = join(target, PYTHON);
  const temporary = join(target, 'temporary');
  await mkdir(temporary);
  const options = ['--quiet', '--disable-pip-version-check', '--no-cache-dir', '--only-binary=:all:', '--retries', '2', '--timeout', '30'];
  await mustRun(
    title,
    python.executable,
    ['-m', 'pip', '--python', interpreter, 'install', ...options, '--constraint', CONSTRAINTS, ...requirements],
    { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
  );
  await rm(temporary, { recursive: true });
  await mustRun(title, interpreter, ['-c', `import ${modules.join(', ')}`], { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' });
}

async function mustRun(title: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { code, output } = await runProgram(command, args, { env });
  if (code === 0) return;
  if (/no space left|errno 28/i.test(output)) throw problem(`The disk became full while ${title} was set up.`);
  if (/connection|name resolution|timed out|ssl|proxy/i.test(output)) {
    throw problem(`The Python package index cannot be reached, so ${title} was not set up.`);
  }
  throw problem(`${title} could not be set up: ${lastLines(output, 1).replace(/^ERROR: /, '')}`);
}

function problem(message: string, options: { isWorthRemembering?: boolean } = {}): SetupProblem {
  return new SetupProblem(message, 'It is tried again in an hour.', options);
}
