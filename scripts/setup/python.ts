import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PinnedWheel } from './engine-packages.ts';
import { lastLines, runProgram } from './run-program.ts';
import { SetupProblem } from './setup-problem.ts';

export type Python = readonly [command: string, ...args: string[]];

/** A Python that has pip; its version does not matter, because the wheels' tags are named explicitly. */
export async function findPython(): Promise<Python | null> {
  const candidates: Python[] = process.platform === 'win32' ? [['py', '-3'], ['python']] : [['python3'], ['python']];
  for (const python of candidates) {
    const [command, ...args] = python;
    const { code } = await runProgram(command, [...args, '-m', 'pip', '--version']);
    if (code === 0) return python;
  }
  return null;
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Downloads one wheel through pip, which compares its SHA-256 with the pinned one, and returns its path. */
export async function downloadWheel(python: Python, wheel: PinnedWheel, folder: string, onBytes: (bytes: number) => void): Promise<string> {
  if (process.env['NEVUS_OFFLINE'] !== undefined) {
    throw new SetupProblem(
      `${wheel.package} is not set up yet, and NEVUS_OFFLINE forbids to download it.`,
      'Unset it once, or copy the cache folder here.',
      { isWorthRemembering: false },
    );
  }
  const temporary = join(folder, 'temporary');
  const wheels = join(folder, 'wheels');
  const requirements = join(folder, 'requirements.txt');
  await mkdir(temporary, { recursive: true });
  await writeFile(requirements, `${wheel.package}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const watch = setInterval(() => void bytesIn(temporary).then(onBytes), 500);
  const [command, ...prefix] = python;
  const tags = [...(wheel.python ? ['--python-version', wheel.python, '--implementation', 'cp'] : []), '--platform', wheel.platform];
  const { code, output } = await runProgram(
    command,
    [
      ...prefix,
      '-m',
      'pip',
      'download',
      '--quiet',
      '--disable-pip-version-check',
      '--no-cache-dir',
      '--no-deps',
      '--only-binary=:all:',
    ].concat(['--require-hashes', '--retries', '2', '--timeout', '30', ...tags, '--dest', wheels, '--requirement', requirements]),
    { env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary } },
  );
  clearInterval(watch);
  await rm(temporary, { recursive: true, force: true });
  if (code !== 0) throw downloadProblem(wheel, output);
  const [name] = (await readdir(wheels)).filter((found) => found.endsWith('.whl'));
  if (name === undefined) throw downloadProblem(wheel, output);
  return join(wheels, name);
}

function downloadProblem(wheel: PinnedWheel, output: string): SetupProblem {
  const what = `${wheel.package} ${wheel.version}`;
  if (output.includes('THESE PACKAGES DO NOT MATCH THE HASHES')) {
    return new SetupProblem(
      `The download of ${what} does not have the expected SHA-256 and was thrown away.`,
      'Check the network or proxy, then try again.',
    );
  }
  if (/no space left|errno 28/i.test(output))
    return new SetupProblem(`The disk became full while ${what} was downloaded.`, 'Free some space.');
  if (/connection|name resolution|timed out|ssl|proxy/i.test(output)) {
    const message = `The Python package index cannot be reached, so ${what} was not downloaded.`;
    return new SetupProblem(message, 'Check the network or pip’s configuration, then try again.');
  }
  const reason = lastLines(output, 1).replace(/^ERROR: /, '');
  return new SetupProblem(`pip could not download ${what}: ${reason}.`, 'Check pip’s configuration, then try again.');
}

// Streams member by member: the libraries are larger than what one would like to hold in memory.
const EXTRACT = `
import os, sys, zipfile
archive, target, *prefixes = sys.argv[1:]
with zipfile.ZipFile(archive) as source:
    for member in source.infolist():
        if not member.is_dir() and member.filename.startswith(tuple(prefixes)):
            path = source.extract(member, target)
            mode = member.external_attr >> 16 & 0o777
            if mode: os.chmod(path, mode | 0o600)
`;

/** Unpacks the members of a wheel whose names start with one of `prefixes`. */
export async function extractWheel(python: Python, wheel: string, target: string, prefixes: readonly string[]): Promise<void> {
  const [command, ...args] = python;
  const { code, output } = await runProgram(command, [...args, '-c', EXTRACT, wheel, target, ...prefixes]);
  if (code === 0) return;
  if (/no space left|errno 28/i.test(output)) throw new SetupProblem('The disk became full while unpacking.', 'Free some space.');
  throw new SetupProblem(`A downloaded package could not be unpacked: ${lastLines(output, 1)}`, 'Try again.');
}
