import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { findInterfaceFile } from '../../common/web/interface-file.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { Host } from '../host/create-host.ts';
import type { AccessControl } from './access-control.ts';
import { answerFile, answerText } from './answer.ts';

export interface Served {
  readonly host: Pick<Host, 'connect' | 'locateImage'>;
  readonly access: AccessControl;
  /** The built interface: `out/renderer`. */
  readonly interfaceFolder: string;
  readonly log: (line: string) => void;
}

type Answer = (served: Served, request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

/** Answers a request that passed the source check. */
export async function route(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Put together, not resolved: `//name/` would be taken for another server's address.
  const url = request.url?.startsWith('/') === true ? URL.parse(`http://server${request.url}`) : null;
  if (url === null) answerText(response, 400, 'That is no address.');
  else if (request.method !== 'GET' && request.method !== 'HEAD') answerText(response, 405, 'Only GET and HEAD are answered.');
  else await chooseAnswer(served, request, url)(served, request, response, url);
}

function chooseAnswer(served: Served, request: IncomingMessage, url: URL): Answer {
  if (url.pathname === '/sign-in') return signIn;
  const refusal = served.access.checkSignedIn(request);
  if (refusal !== null) return (_served, _request, response) => answerText(response, refusal.status, refusal.reason);
  return url.pathname.startsWith('/images/') ? image : interfaceFile;
}

/**
 * Trades the token for the cookie. A page that goes on by itself, not a redirect: after a redirect from a link on a foreign page the browser
 * would withhold a SameSite=Strict cookie.
 */
const signIn: Answer = (served, _request, response, url) => {
  if (!served.access.isToken(url.searchParams.get('token') ?? '')) {
    answerText(response, 401, 'This address is not valid (any more). Open the one that nevus serve printed.');
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'set-cookie': served.access.setCookie,
  });
  response.end('<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=/"><title>Nevus</title>\n');
};

const image: Answer = async (served, request, response, url) => {
  const match = /^\/images\/(thumbnail|full)\/(\d{1,15})$/.exec(url.pathname);
  if (match === null) {
    answerText(response, 404, 'There is no such image.');
    return;
  }
  try {
    const located = await served.host.locateImage(Number(match[2]), match[1] as 'thumbnail' | 'full');
    // Photographs of patients are not left in the browser's cache on disk.
    await answerFile(request, response, { ...located, cacheControl: 'private, no-store' });
  } catch (thrown) {
    failFile(served, response, thrown, 'This photograph cannot be read.');
  }
};

const interfaceFile: Answer = async (served, request, response, url) => {
  // Browsers ask for the former of their own accord beside a page that names no icon.
  const file = findInterfaceFile(url.pathname === '/favicon.ico' ? '/icon.svg' : url.pathname);
  if (file === null) {
    answerText(response, 404, 'There is no such page.');
    return;
  }
  const cacheControl = file.isImmutable ? 'private, max-age=31536000, immutable' : 'no-cache';
  try {
    await answerFile(request, response, {
      path: join(served.interfaceFolder, file.relativePath),
      contentType: file.contentType,
      cacheControl,
    });
  } catch (thrown) {
    failFile(served, response, thrown, 'There is no such page.');
  }
};

function failFile(served: Served, response: ServerResponse, thrown: unknown, message: string): void {
  const error = toAppError(thrown);
  if (response.headersSent) {
    // The browser went away, or the file ended early: only a cut connection can still say so.
    response.destroy();
    return;
  }
  const isMissing = error.code === 'not-found' || error.code === 'file-missing' || error.detail?.['systemCode'] === 'EISDIR';
  if (!isMissing) served.log(`Serving a file failed: ${error.message}`);
  answerText(response, isMissing ? 404 : 500, message);
}
