import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame } from '../../common/contract/frames.ts';
import { engineEnvironment } from './engine-environment.ts';
import type { EngineExit, EngineLauncher } from './engine-process.ts';
import { OutputTail } from './output-tail.ts';

/** The source while developing, its compiled twin once built: whatever this file is itself. */
const entry = fileURLToPath(new URL(`../../engine/process/main${extname(import.meta.url)}`, import.meta.url));

/** Starts the engine as a child of this Node process. When this process dies, the channel closes and the engine ends itself. */
export const forkEngine: EngineLauncher = (choice, deviceId) => {
  const child = fork(entry, ['--engine', choice, ...(deviceId === undefined ? [] : ['--device', deviceId])], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: engineEnvironment(process.env, process.platform),
    // Not what this process was started with: a debugger's port or a test runner's loader.
    execArgv: [],
  });
  const output = new OutputTail();
  output.watch(child.stdout);
  output.watch(child.stderr);
  const closeListeners: (() => void)[] = [];
  const exited = new Promise<EngineExit>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    child.on('error', () => resolve({ exitCode: child.exitCode, signal: child.signalCode }));
  });
  void exited.then(() => {
    for (const listener of closeListeners) listener();
  });
  return {
    transport: {
      // A frame that finds the process gone is lost; `exited` tells of it.
      send: (frame: Frame) => {
        if (child.connected) child.send(frame, () => undefined);
      },
      onFrame: (listener) => child.on('message', listener),
      onClose: (listener) => closeListeners.push(listener),
    },
    processId: child.pid,
    exited,
    recentOutput: () => output.read(),
    disconnect: () => {
      if (child.connected) child.disconnect();
    },
    kill: () => void child.kill('SIGKILL'),
  };
};
