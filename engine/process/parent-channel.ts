import type { Transport } from '../../common/contract/frames.ts';

/** The part of Electron's `process.parentPort` and `MessagePortMain` that we use; engine/ does not import electron. */
interface ElectronPort {
  on(event: 'message', listener: (message: { data: unknown; ports?: ElectronPort[] }) => void): void;
  on(event: 'close', listener: () => void): void;
  postMessage(message: unknown): void;
  start?(): void;
}

/**
 * Calls `serve` with the channel to the process that started this one: child_process.fork's, Electron's parent port, or the
 * first MessagePort that comes through it. False where there is none.
 */
export function openParentChannel(serve: (transport: Transport) => void): boolean {
  if (process.send !== undefined) {
    serve(forkTransport());
    return true;
  }
  const { parentPort } = process as unknown as { parentPort?: ElectronPort };
  if (parentPort === undefined) return false;
  let isServing = false;
  const listeners: ((message: unknown) => void)[] = [];
  parentPort.on('message', ({ data, ports }) => {
    const [port] = ports ?? [];
    if (!isServing) {
      isServing = true;
      if (port !== undefined) {
        serve(portTransport(port));
        return;
      }
      serve({
        send: (frame) => parentPort.postMessage(frame),
        onFrame: (listener) => listeners.push(listener),
        // Electron ends a utility process by itself when its parent goes.
        onClose: () => undefined,
      });
    }
    for (const listener of listeners) listener(data);
  });
  return true;
}

function forkTransport(): Transport {
  return {
    // A message that finds the channel closed is lost; `disconnect` says so.
    send: (frame) => void process.send?.(frame, undefined, undefined, () => undefined),
    onFrame: (listener) => process.on('message', listener),
    onClose: (listener) => process.on('disconnect', listener),
  };
}

function portTransport(port: ElectronPort): Transport {
  return {
    send: (frame) => port.postMessage(frame),
    onFrame: (listener) => {
      port.on('message', ({ data }) => listener(data));
      port.start?.();
    },
    onClose: (listener) => port.on('close', listener),
  };
}
