import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../../main/cli/nevus.ts', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function startNevus(args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs a command as a user does: a process of its own, its output and its exit code. */
export async function runNevus(...args: string[]): Promise<Outcome> {
  const child = startNevus(args);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** Runs a command with `--json`; stdout must be that one document and nothing else. */
export async function runJson(
  ...args: string[]
): Promise<{ readonly code: number | null; readonly document: Record<string, unknown>; readonly stderr: string }> {
  const { code, stdout, stderr } = await runNevus(...args, '--json');
  return { code, document: JSON.parse(stdout) as Record<string, unknown>, stderr };
}
