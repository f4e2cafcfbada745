import { spawn } from 'node:child_process';

/** @type {NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program to its end and hands signals on to it.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
export async function runChild(command, args, options) {
  const child = spawn(command, args, options);
  /** @type {[NodeJS.Signals, () => void][]} */
  const handlers = FORWARDED.map((signal) => [
    signal,
    () => {
      // A terminal sends Ctrl-C to the child as well; twice would mean "at once" to it.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    },
  ]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal }));
    });
  } finally {
    for (const [signal, handler] of handlers) process.removeListener(signal, handler);
  }
}

/**
 * Runs a step of the set-up, which leaves stdout to the command that the user asked for, and dies of what killed it.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>} The exit code.
 */
export async function runStep(command, args, options) {
  const { code, signal } = await runChild(command, args, { ...options, stdio: ['ignore', 2, 2] });
  if (signal !== null) process.kill(process.pid, signal);
  return code ?? 1;
}

/**
 * Runs Node with this process's own input and outputs, and ends as the child ended.
 * @param {string} node
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<boolean>} Whether the child succeeded.
 */
export async function launch(node, args, cwd) {
  const { code, signal } = await runChild(node, args, { cwd, stdio: 'inherit' });
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
  return code === 0;
}
