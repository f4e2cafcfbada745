import { spawn } from 'node:child_process';

export interface ScriptOptions {
  /** `stderr` where stdout is kept for JSON. */
  readonly output: 'stdout' | 'stderr';
  /** Aborted: the script is asked to end. */
  readonly signal: AbortSignal;
}

/** Runs one of our scripts on this Node. Resolves to its exit code. */
export function runScript(path: string, args: readonly string[], { output, signal }: ScriptOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', output === 'stdout' ? 'inherit' : 2, 'inherit'] });
    const end = (): void => void child.kill('SIGTERM');
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    child.once('error', reject);
    child.once('exit', (code) => {
      signal.removeEventListener('abort', end);
      resolve(code ?? 1);
    });
  });
}
