import type { Frame, Transport } from '../../common/contract/frames.ts';

/** The two functions that the preload script gives a window under Electron. */
export interface PreloadBridge {
  send(frame: Frame): void;
  onFrame(listener: (frame: unknown) => void): void;
}

declare global {
  interface Window {
    readonly nevus?: PreloadBridge;
  }
}

/** Frames over Electron's IPC. The window lives no longer than the shell, so this transport never closes. */
export function preloadTransport(bridge: PreloadBridge): Transport {
  return {
    send: (frame) => bridge.send(frame),
    onFrame: (listener) => bridge.onFrame(listener),
    onClose: () => undefined,
  };
}
