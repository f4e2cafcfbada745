import type { Line } from '../../common/contract/channels.ts';
import { EnginePortMessage } from '../../common/contract/shell-protocol.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { EnginePort } from './shell-engines.ts';

/** What Electron gives a utility process to talk to its parent. Declared here because only the shell may import Electron. */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly data: unknown; readonly ports?: readonly EnginePort[] }) => void): void;
  postMessage(message: unknown): void;
}

export interface ParentLine extends Line {
  /** Present in a utility process: tells the MessagePorts to engines that the shell started. */
  readonly onEnginePort: ((listener: (engineId: number, port: EnginePort) => void) => void) | null;
}

/** The line to the process that started this one: Electron's shell (utility process) or any Node parent with an IPC channel. */
export function parentLine(): ParentLine {
  const { parentPort } = process as { readonly parentPort?: ParentPort | null };
  if (parentPort !== undefined && parentPort !== null) return utilityLine(parentPort);
  if (process.send === undefined) {
    throw new AppError('internal', 'The host process is started by the application, not by hand. For the command line use: nevus');
  }
  return {
    post: (message) => {
      if (process.connected) process.send?.(message);
    },
    onMessage: (listener) => {
      process.on('message', listener);
    },
    onClose: (listener) => {
      process.once('disconnect', listener);
    },
    onEnginePort: null,
  };
}

function utilityLine(parentPort: ParentPort): ParentLine {
  return {
    post: (message) => parentPort.postMessage(message),
    onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    // Electron ends a utility process together with its parent.
    onClose: () => undefined,
    onEnginePort: (listener) => {
      parentPort.on('message', ({ data, ports }) => {
        const message = EnginePortMessage.safeParse(data);
        const port = ports?.[0];
        if (message.success && port !== undefined) listener(message.data.engineId, port);
      });
    },
  };
}
