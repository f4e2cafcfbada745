import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { SampleWorkspace } from './trained-host.ts';

const script = fileURLToPath(new URL('../integration/host/host-child.ts', import.meta.url));

interface HostChild {
  readonly child: ChildProcess;
  /** The value of the first line that has this key. */
  said(key: string): Promise<number>;
  kill(): Promise<void>;
}

/** A host in a process of its own, to be killed. `train`: one training that does not end by itself, and one behind it; `search`: a small one; `resume`: goes on with job 1. */
export function startHost(
  place: SampleWorkspace,
  task: 'hold' | 'import' | 'train' | 'search' | 'resume',
  env: NodeJS.ProcessEnv = {},
): HostChild {
  const args = [script, place.workspace, place.sample, task];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: Record<string, number>[] = [];
  const waiting: (() => void)[] = [];
  createInterface(child.stdout).on('line', (line) => {
    lines.push(JSON.parse(line) as Record<string, number>);
    for (const wake of waiting.splice(0)) wake();
  });
  return {
    child,
    said: async (key) => {
      for (;;) {
        const found = lines.find((line) => key in line);
        if (found !== undefined) return found[key]!;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    kill: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
