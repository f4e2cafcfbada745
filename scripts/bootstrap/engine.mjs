import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runStep } from './launch.mjs';

const PACKAGE = ['node_modules', '@tensorflow', 'tfjs-node-gpu'];
const BINDING = [...PACKAGE, 'lib', 'napi-v8', 'tfjs_binding.node'];
const STAMP = ['node_modules', '.nevus', 'engine-stamp'];

/**
 * Changes whenever the set-up could come out otherwise.
 * @param {string} root
 * @returns {Promise<string>}
 */
async function currentStamp(root) {
  const folder = join(root, 'scripts', 'setup');
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  names.sort();
  const files = [join(root, 'package-lock.json'), ...names.map((name) => join(folder, name))];
  const hash = createHash('sha256');
  for (const content of await Promise.all(files.map((path) => readFile(path)))) hash.update(content);
  return hash.digest('hex');
}

/**
 * Runs the set-up of TensorFlow unless it is known to be in place. A set-up that cannot be done has said why and does not stop the
 * command: WebGPU or WebAssembly takes over.
 * @param {string} root
 * @param {string} node
 * @param {string[]} options
 * @param {{ isAsked: boolean }} how
 * @returns {Promise<void>}
 */
export async function ensureEngine(root, node, options, { isAsked }) {
  const stampPath = join(root, ...STAMP);
  const stamp = await currentStamp(root);
  const known = await readFile(stampPath, 'utf8').catch(() => '');
  // Both follow the links into the cache folder, which may have been emptied.
  const isLinked = existsSync(join(root, ...BINDING)) && existsSync(join(root, ...PACKAGE, 'deps', 'lib'));
  if (isLinked && known === stamp && options.length === 0 && !isAsked) return;
  await rm(stampPath, { force: true });
  const code = await runStep(node, [join(root, 'scripts', 'setup', 'main.ts'), ...(isAsked ? ['--retry'] : []), ...options], { cwd: root });
  if (code === 0) {
    await mkdir(dirname(stampPath), { recursive: true });
    await writeFile(stampPath, stamp);
    if (isAsked) process.stderr.write('Everything is set up.\n');
  }
}
