import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Handlers } from '../../../common/contract/define.ts';
import { hostProtocol } from '../../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import { Responder } from '../../../common/contract/responder.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { RunningServer, ServerOptions } from '../../../main/serve/start-server.ts';
import { startServer } from '../../../main/serve/start-server.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

export const photographBytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

export interface Example {
  readonly server: RunningServer;
  readonly responder: Responder<HostProtocol>;
  /** What the handlers were asked. */
  readonly asked: string[];
  readonly log: string[];
  readonly signIn: () => Promise<string>;
}

/** A server over a built interface of three files, one image (number 1), and a host that answers two calls. */
export async function serveExample(changes: Partial<ServerOptions> = {}): Promise<Example> {
  const folder = await temporaryFolder();
  const interfaceFolder = join(folder, 'interface');
  await mkdir(join(interfaceFolder, 'assets'), { recursive: true });
  await writeFile(join(interfaceFolder, 'index.html'), '<!doctype html><title>Nevus</title>');
  await writeFile(join(interfaceFolder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(interfaceFolder, 'assets', 'index-1.js'), 'export {};');
  await writeFile(join(folder, 'secret.json'), '{"secret":true}');
  await writeFile(join(folder, 'photograph.jpg'), photographBytes);
  const asked: string[] = [];
  const log: string[] = [];
  const handlers = {
    'settings.get': () => {
      asked.push('settings.get');
      return { theme: 'dark', readerName: 'Ada', tileSize: 128, hasAcceptedResearchUse: true };
    },
    'datasets.remove': ({ datasetId }: { datasetId: number }) => {
      asked.push(`datasets.remove ${datasetId}`);
      throw new AppError('not-found', 'There is no such dataset.');
    },
  } as unknown as Handlers<HostProtocol>;
  const responder = new Responder<HostProtocol>(hostProtocol, handlers);
  const server = await startServer({
    host: {
      connect: (transport) => responder.serve(transport),
      locateImage: (id, variant) => {
        asked.push(`image ${variant} ${id}`);
        if (id === 2) return Promise.resolve({ path: join(folder, 'gone.jpg'), contentType: 'image/jpeg' });
        if (id !== 1) return Promise.reject(new AppError('not-found', 'There is no such photograph.'));
        return Promise.resolve({ path: join(folder, 'photograph.jpg'), contentType: 'image/jpeg' });
      },
    },
    interfaceFolder,
    address: '127.0.0.1',
    port: 0,
    log: (line) => log.push(line),
    ...changes,
  });
  onTestFinished(() => server.close());
  const signIn = async (): Promise<string> => {
    const { headers } = await get(server, new URL(server.signInUrl).pathname + new URL(server.signInUrl).search);
    return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  };
  return { server, responder, asked, log, signIn };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request with the path exactly as given: `fetch` would tidy it up first. */
export function get(server: RunningServer, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
