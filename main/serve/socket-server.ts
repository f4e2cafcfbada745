import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Served } from './routes.ts';
import { largestFrameBytes, socketTransport } from './socket-transport.ts';

const mostConnections = 64;
const heartbeatMs = 30_000;

/** Accepts WebSockets at `/ws` from signed-in pages of our own. Returns the function that ends them all. */
export function serveSockets(server: Server, served: Served): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestFrameBytes, perMessageDeflate: false });
  const isAlive = new WeakMap<WebSocket, boolean>();
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const refusal = served.access.checkSocket(request) ?? findObstacle(request, sockets.clients.size);
    if (refusal !== null) {
      refuse(stream, refusal.status, refusal.reason);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      isAlive.set(socket, true);
      socket.on('pong', () => isAlive.set(socket, true));
      socket.on('error', (error) => served.log(`A page's connection failed: ${error.message}`));
      served.host.connect(socketTransport(socket));
    });
  });
  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (isAlive.get(socket) !== true) socket.terminate();
      isAlive.set(socket, false);
      socket.ping();
    }
  }, heartbeatMs);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    for (const socket of sockets.clients) socket.close(1001, 'Nevus was stopped');
    sockets.close();
  };
}

function findObstacle(request: IncomingMessage, openCount: number): { readonly status: number; readonly reason: string } | null {
  if (request.url !== '/ws') return { status: 404, reason: 'There is no such socket.' };
  return openCount >= mostConnections ? { status: 503, reason: 'Too many pages are open.' } : null;
}

function refuse(stream: Duplex, status: number, reason: string): void {
  const body = `${reason}\n`;
  stream.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
