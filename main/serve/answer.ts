import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

export function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
}

export interface FileAnswer {
  readonly path: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** Streams a file, or says with 304 that the browser's copy is current. Rejects with the file system's error before anything was sent. */
export async function answerFile(request: IncomingMessage, response: ServerResponse, file: FileAnswer): Promise<void> {
  const handle = await open(file.path, 'r');
  try {
    const facts = await handle.stat();
    const etag = `"${facts.size.toString(36)}-${Math.trunc(facts.mtimeMs).toString(36)}"`;
    const headers = { 'cache-control': file.cacheControl, etag };
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, { ...headers, 'content-type': file.contentType, 'content-length': facts.size });
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream('', { fd: handle, autoClose: false }), response);
  } finally {
    await handle.close();
  }
}
