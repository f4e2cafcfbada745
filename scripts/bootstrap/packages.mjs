import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../setup/lock.mjs';
import { runStep } from './launch.mjs';

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }>} Packages */

/**
 * @param {string} path
 * @returns {Promise<Packages | null>}
 */
async function readPackages(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return null;
    throw error;
  }
}

/**
 * npm writes `node_modules/.package-lock.json` when an installation is complete; it holds what lies there.
 * Optional packages may be absent: they are those of other platforms.
 * @param {Packages} wanted
 * @param {Packages} installed
 * @returns {boolean}
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return optional === true || devOptional === true;
    return found.version === version && found.integrity === integrity;
  });
}

/**
 * @param {string} root
 * @returns {Promise<boolean>}
 */
async function arePackagesCurrent(root) {
  const [wanted, installed] = await Promise.all([
    readPackages(join(root, 'package-lock.json')),
    readPackages(join(root, 'node_modules', '.package-lock.json')),
  ]);
  if (wanted === null) throw new Error('package-lock.json is missing or damaged: get it back with “git checkout package-lock.json”.');
  return installed !== null && isInstalled(wanted, installed);
}

/**
 * @param {string} root
 * @returns {Promise<number>}
 */
function runNpmCi(root) {
  // npm names its own script when it has started us; on Windows `npm` is a batch file, which only a shell can start.
  const script = process.env.npm_execpath;
  const isNpm = script?.endsWith('.js') && !/yarn|pnpm/.test(script);
  const [command, prefix, shell] = isNpm && script ? [process.execPath, [script], false] : ['npm', [], process.platform === 'win32'];
  return runStep(command, [...prefix, 'ci', '--include=dev', '--include=optional', '--loglevel=error'], { cwd: root, shell });
}

/**
 * Installs the packages where they are missing or not those of package-lock.json.
 * @param {string} root
 * @returns {Promise<void>}
 */
export async function ensurePackages(root) {
  if (await arePackagesCurrent(root)) return;
  const onWait = () => process.stderr.write('Waiting for another installation in this folder to end\n');
  await withLock(
    join(root, 'out', 'bootstrap.lock'),
    async () => {
      if (await arePackagesCurrent(root)) return;
      process.stderr.write('Installing packages (npm ci), once\n');
      const code = await runNpmCi(root);
      if (code !== 0) throw new Error(`npm ci failed (exit code ${code}); its message is above: mend the cause and start again.`);
    },
    { onWait },
  );
}
