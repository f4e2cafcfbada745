import { spawn } from 'node:child_process';
import { utilityProcess } from 'electron';
import type { MessagePortMain } from 'electron';
import type { Line } from '../../common/contract/channels.ts';
import type { EnginePortMessage } from '../../common/contract/shell-protocol.ts';

/** A running host process. */
export interface HostChild {
  readonly line: Line;
  /** For tests and the log. */
  readonly pid: number | undefined;
  /** Hands over a MessagePort; only a utility process can take one. */
  sendPort(engineId: number, port: MessagePortMain): void;
  kill(): void;
}

export interface HostCommand {
  readonly entry: string;
  readonly args: readonly string[];
  /** A plain Node to run it on; null: Electron's own, in a utility process. */
  readonly nodePath: string | null;
  readonly log: (line: string) => void;
}

export function launchHost(command: HostCommand): HostChild {
  return command.nodePath === null ? launchUtility(command) : launchNode(command, command.nodePath);
}

function launchUtility({ entry, args, log }: HostCommand): HostChild {
  const child = utilityProcess.fork(entry, [...args], { serviceName: 'Nevus host', stdio: 'pipe' });
  logOutput(child.stdout, log);
  logOutput(child.stderr, log);
  return {
    line: {
      post: (message) => child.postMessage(message),
      onMessage: (listener) => child.on('message', listener),
      onClose: (listener) => child.once('exit', listener),
    },
    pid: child.pid,
    sendPort: (engineId, port) => {
      const message: EnginePortMessage = { kind: 'engine-port', engineId };
      child.postMessage(message, [port]);
    },
    kill: () => child.kill(),
  };
}

function launchNode({ entry, args, log }: HostCommand, nodePath: string): HostChild {
  const child = spawn(nodePath, [entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    windowsHide: true,
  });
  logOutput(child.stdout, log);
  logOutput(child.stderr, log);
  return {
    line: {
      post: (message) => {
        if (child.connected) child.send(message, (error) => error !== null && log(`The host did not take a message: ${error.message}`));
      },
      onMessage: (listener) => child.on('message', listener),
      onClose: (listener) => {
        let isTold = false;
        const tell = (): void => {
          if (!isTold) listener();
          isTold = true;
        };
        child.once('exit', tell);
        child.once('error', (error) => {
          log(`The host could not be started: ${error.message}`);
          tell();
        });
      },
    },
    pid: child.pid,
    // A host on a plain Node starts its engines by itself.
    sendPort: (_engineId, port) => port.close(),
    kill: () => child.kill('SIGKILL'),
  };
}

function logOutput(stream: NodeJS.ReadableStream | null, log: (line: string) => void): void {
  stream?.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString('utf8').split('\n')) if (line.trim() !== '') log(line);
  });
}
