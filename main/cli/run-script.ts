import { spawn } from 'node:child_process';

/** Runs one of our scripts on this Node; what it prints goes to stderr where stdout is kept for JSON. Resolves to its exit code. */
export function runScript(path: string, args: readonly string[], output: 'stdout' | 'stderr'): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', output === 'stdout' ? 'inherit' : 2, 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
