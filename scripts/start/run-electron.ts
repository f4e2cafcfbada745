import { spawn } from 'node:child_process';

/** An Electron that fails this soon could not open its window at all. */
const soonMs = 5000;

/** Runs the application in Electron. Resolves to its exit code; null where it could not start, so that serving takes over. */
export function runElectron(executablePath: string, root: string, args: readonly string[]): Promise<number | null> {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(executablePath, [root, ...args], { stdio: 'inherit', env: { ...process.env, NEVUS_NODE: process.execPath } });
    // Ctrl-C reaches the child by itself; both signals end it cleanly, and this process waits for that.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('error', () => resolve(null));
    child.once('exit', (code, signal) => {
      const hasFailed = code !== 0 && Date.now() - startedAt < soonMs;
      resolve(hasFailed && signal !== 'SIGINT' ? null : (code ?? 1));
    });
  });
}
