import { contextBridge, ipcRenderer } from 'electron';
import type { Frame } from '../common/contract/frames.ts';
import { frameChannel, openedChannel } from './channel-names.ts';

// All that a page gets: frames out, frames in. Everything else is sandboxed away.
contextBridge.exposeInMainWorld('nevus', {
  send: (frame: Frame): void => ipcRenderer.send(frameChannel, frame),
  onFrame: (listener: (frame: unknown) => void): void => {
    ipcRenderer.on(frameChannel, (_event, frame: unknown) => listener(frame));
  },
});

// A page that starts anew (reload, restarted host) must not get the answers to the one before it.
ipcRenderer.send(openedChannel);
