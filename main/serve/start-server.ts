import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { securityHeaders } from '../../common/web/content-policy.ts';
import type { Host } from '../host/create-host.ts';
import { AccessControl } from './access-control.ts';
import { answerText } from './answer.ts';
import { route } from './routes.ts';
import { serveSockets } from './socket-server.ts';

export interface ServerOptions {
  readonly host: Pick<Host, 'connect' | 'locateImage'>;
  readonly interfaceFolder: string;
  /** Address of this machine to listen at: `127.0.0.1` unless told otherwise. */
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  readonly log: (line: string) => void;
}

export interface RunningServer {
  /** To be opened in a browser: holds the token. */
  readonly signInUrl: string;
  /** Without the token. */
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

/** How long open answers may go on after the server was asked to close. */
const closeGraceMs = 2000;

/** Serves the interface, the images and the host's calls to browsers. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 });
  server.maxConnections = 256;
  const port = await listen(server, options);
  const hostName = options.address.includes(':') ? `[${options.address}]` : options.address;
  const access = new AccessControl(hostName, port);
  const served = { ...options, access };
  const headers = {
    ...securityHeaders({ images: [], connections: [`ws://${hostName}:${port}`] }),
    'cross-origin-resource-policy': 'same-origin',
  };
  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const refusal = access.checkSource(request);
    if (refusal !== null) {
      answerText(response, refusal.status, refusal.reason);
      return;
    }
    route(served, request, response).catch((thrown: unknown) => {
      options.log(`A request failed: ${toAppError(thrown).message}`);
      response.destroy();
    });
  });
  const endSockets = serveSockets(server, served);
  const origin = `http://${hostName}:${port}`;
  return {
    origin,
    port,
    signInUrl: `${origin}/sign-in?token=${access.token}`,
    close: () => {
      endSockets();
      return close(server);
    },
  };
}

function listen(server: Server, { address, port }: ServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(describeListenError(error, address, port)));
    server.listen({ host: address, port }, () => resolve((server.address() as AddressInfo).port));
  });
}

function describeListenError(error: NodeJS.ErrnoException, address: string, port: number): Error {
  const options = { cause: error };
  if (error.code === 'EADDRINUSE') {
    return new AppError(
      'conflict',
      `Port ${port} of ${address} is in use. Choose another with --port, or 0 for any free one.`,
      undefined,
      options,
    );
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new AppError('invalid-input', `${address} is not an address of this machine.`, undefined, options);
  }
  return error;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), closeGraceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
