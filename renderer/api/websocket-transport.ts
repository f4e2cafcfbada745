import { AppError } from '../../common/errors/app-error.ts';
import type { Transport } from '../../common/contract/frames.ts';

/** Opens `/ws` of the server that served this page. Rejects with `connection-lost` where it does not answer. */
export function openWebSocket(location: { protocol: string; host: string }): Promise<Transport> {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
  const transport: Transport = {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
    onFrame: (listener) => socket.addEventListener('message', (event) => listener(parseFrame(event.data))),
    onClose: (listener) => socket.addEventListener('close', () => listener(), { once: true }),
  };
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(transport), { once: true });
    socket.addEventListener(
      'close',
      () => reject(new AppError('connection-lost', 'Nevus does not answer at this address. Is `nevus serve` still running?')),
      { once: true },
    );
  });
}

/** Text that is not JSON becomes null, which the Caller ignores as it ignores every frame that it does not know. */
function parseFrame(data: unknown): unknown {
  if (typeof data !== 'string') return null;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return null;
  }
}
