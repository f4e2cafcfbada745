import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCommand, usage } from './commands.mjs';
import { ensureEngine } from './engine.mjs';
import { launch } from './launch.mjs';
import { findNode } from './node-binary.mjs';
import { ensurePackages } from './packages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * npm changes to the project's folder before it runs a script; paths on the command line are meant from where the user was.
 * @returns {string}
 */
function userFolder() {
  const from = process.env.INIT_CWD;
  return process.env.npm_lifecycle_event && from && resolve(process.cwd()) === resolve(root) ? from : process.cwd();
}

/**
 * @param {string[]} args
 * @returns {Promise<void>}
 */
export async function main(args) {
  const [name = '', ...rest] = args;
  const command = findCommand(name);
  if (command === null) {
    process.stderr.write(usage(name));
    process.exitCode = 2;
    return;
  }
  const engineOptions = rest.filter((option) => command.engineOptions?.includes(option));
  const remaining = rest.filter((option) => !engineOptions.includes(option));
  if (command.steps.length === 0 && remaining.length > 0) {
    process.stderr.write(`${name} does not know ${remaining.join(' ')}; it takes ${command.engineOptions?.join(' or ')}.\n`);
    process.exitCode = 2;
    return;
  }
  try {
    await ensurePackages(root);
    const node = findNode(root);
    // Node keeps what it has compiled for its next start, which takes half the time then: a command starts an engine, tests start hundreds (decision 37).
    process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.nevus', 'compiled');
    if (command.needsEngine) await ensureEngine(root, node, engineOptions, { isAsked: name === 'setup' });
    for (const [index, step] of command.steps.entries()) {
      const isLast = index === command.steps.length - 1;
      const [script = '', ...fixed] = step;
      const cwd = command.runsWhereTheUserIs ? userFolder() : root;
      const isDone = await launch(node, [join(root, script), ...fixed, ...(isLast ? remaining : [])], cwd);
      if (!isDone) return;
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
