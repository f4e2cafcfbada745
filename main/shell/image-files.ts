import { readFile } from 'node:fs/promises';
import type { Caller } from '../../common/contract/caller.ts';
import type { ImageProtocol } from '../../common/contract/shell-protocol.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import { interfaceOrigin } from './schemes.ts';
import { textAnswer } from './serve-scheme.ts';
import type { SchemeAnswer } from './serve-scheme.ts';

/** Answers `lesion://<variant>/<id>`. The host says where the image lies and has checked that it may be shown. */
export function imageFiles(images: () => Caller<ImageProtocol> | null): (url: URL) => Promise<SchemeAnswer> {
  return async (url) => {
    const variant = url.host;
    const id = /^\/(\d{1,15})$/.exec(url.pathname)?.[1];
    const caller = images();
    if ((variant !== 'thumbnail' && variant !== 'full') || id === undefined) return textAnswer(404, 'There is no such image.');
    if (caller === null) return textAnswer(503, 'Nevus is restarting.');
    try {
      const { path, contentType } = await caller.call('images.locate', { photographId: Number(id), variant });
      const headers = { 'content-type': contentType, 'cache-control': 'no-store', 'access-control-allow-origin': interfaceOrigin };
      return { status: 200, headers, body: await readFile(path) };
    } catch (thrown) {
      const { code } = toAppError(thrown);
      return textAnswer(code === 'not-found' || code === 'file-missing' ? 404 : 500, 'This photograph cannot be read.');
    }
  };
}
