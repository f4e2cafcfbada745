import { ipcMain } from 'electron';
import type { IpcMainEvent, WebContents } from 'electron';
import type { ClosableTransport } from '../../common/contract/memory-transport.ts';
import { Frame } from '../../common/contract/frames.ts';
import { frameChannel, openedChannel } from '../../preload/channel-names.ts';
import { isOurs } from './lockdown.ts';

/**
 * Passes frames between each window's page and the host, a channel per page. Only the main frame of a page of ours is listened to; what it
 * says is checked by the host.
 */
export class FrameRelay {
  readonly #openChannel: (name: string) => ClosableTransport | null;
  readonly #channels = new Map<number, ClosableTransport>();
  #opened = 0;

  /** @param openChannel a channel to the host; null while there is none */
  constructor(openChannel: (name: string) => ClosableTransport | null) {
    this.#openChannel = openChannel;
  }

  listen(): void {
    ipcMain.on(openedChannel, (event) => {
      if (isFromOurPage(event)) this.#open(event.sender);
    });
    ipcMain.on(frameChannel, (event, raw: unknown) => {
      const frame = Frame.safeParse(raw);
      if (isFromOurPage(event) && frame.success) this.#channels.get(event.sender.id)?.send(frame.data);
    });
  }

  #open(contents: WebContents): void {
    this.#close(contents.id);
    this.#opened += 1;
    const channel = this.#openChannel(`window-${this.#opened}`);
    if (channel === null) return;
    this.#channels.set(contents.id, channel);
    channel.onFrame((frame) => {
      if (!contents.isDestroyed()) contents.send(frameChannel, frame);
    });
    contents.once('destroyed', () => this.#close(contents.id));
  }

  #close(contentsId: number): void {
    this.#channels.get(contentsId)?.close();
    this.#channels.delete(contentsId);
  }
}

function isFromOurPage(event: IpcMainEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && isOurs(frame.url);
}
