import type { Line } from '../../common/contract/channels.ts';
import { AppError } from '../../common/errors/app-error.ts';

/** What Electron gives a utility process to talk to its parent. Declared here because only the shell may import Electron. */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** The line to the process that started this one: Electron's shell (utility process) or any Node parent with an IPC channel. */
export function parentLine(): Line {
  const { parentPort } = process as { readonly parentPort?: ParentPort | null };
  if (parentPort !== undefined && parentPort !== null) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
      // A utility process ends with its parent.
      onClose: () => undefined,
    };
  }
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
  };
}
