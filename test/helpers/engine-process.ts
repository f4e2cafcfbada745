import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { Caller } from '../../common/contract/caller.ts';
import { engineProtocol } from '../../common/contract/engine-protocol.ts';
import type { EngineProtocol } from '../../common/contract/engine-protocol.ts';

export const engineEntry = fileURLToPath(new URL('../../engine/process/main.ts', import.meta.url));

interface EngineChild {
  readonly child: ChildProcess;
  readonly caller: Caller<EngineProtocol>;
  /** [exit code, signal] */
  readonly ended: Promise<unknown[]>;
}

/** A real engine process, as the host starts it; killed when the running test ends. */
export function startEngine(choice: string, execArgv: string[] = [], env: NodeJS.ProcessEnv = process.env): EngineChild {
  const child = fork(engineEntry, ['--engine', choice], {
    serialization: 'advanced',
    execPath: process.execPath,
    execArgv,
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const caller = new Caller(engineProtocol, {
    // What is sent to a process that was killed is lost.
    send: (frame) => {
      if (child.connected) child.send(frame, () => undefined);
    },
    onFrame: (listener) => void child.on('message', listener),
    onClose: (listener) => void child.on('disconnect', listener),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, caller, ended: once(child, 'exit') };
}
