import type { WebSocket } from 'ws';
import type { Transport } from '../../common/contract/frames.ts';
import { largestUploadBytes } from '../../common/contract/run-calls.ts';

/** Largest frame that a browser may send: one photograph in base64, and what is around it. */
export const largestFrameBytes = Math.ceil(largestUploadBytes / 3) * 4 + 64 * 1024;

/** What may wait for a browser that does not read; beyond it the connection is given up, and the page connects anew. */
const largestBacklogBytes = 256 * 1024 * 1024;

/** JSON frames over a WebSocket. Anything else ends the connection. */
export function socketTransport(socket: WebSocket): Transport {
  return {
    send: (frame) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > largestBacklogBytes) socket.terminate();
      else socket.send(JSON.stringify(frame));
    },
    onFrame: (listener) => {
      socket.on('message', (data, isBinary) => {
        if (isBinary || !Buffer.isBuffer(data)) {
          socket.close(1003, 'text frames only');
          return;
        }
        const frame = parseJson(data.toString('utf8'));
        if (frame === undefined) socket.close(1007, 'frames are JSON');
        else listener(frame);
      });
    },
    onClose: (listener) => {
      socket.once('close', listener);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
