import { spawn } from 'node:child_process';

/** @type {NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs Node with this process's own input and outputs, hands signals on and ends as the child ended.
 * @param {string} node
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<boolean>} Whether the child succeeded.
 */
export async function launch(node, args, cwd) {
  const child = spawn(node, args, { cwd, stdio: 'inherit' });
  /** @type {[NodeJS.Signals, () => void][]} */
  const handlers = FORWARDED.map((signal) => [
    signal,
    () => {
      // A terminal sends Ctrl-C to the child as well; twice would mean "at once" to it.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    },
  ]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  const { code, signal } = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
  });
  for (const [name, handler] of handlers) process.removeListener(name, handler);
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
  return code === 0;
}
