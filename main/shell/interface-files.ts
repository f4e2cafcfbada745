import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { securityHeaders } from '../../common/web/content-policy.ts';
import { findInterfaceFile } from '../../common/web/interface-file.ts';
import { imageScheme, interfaceOrigin } from './schemes.ts';
import { textAnswer } from './serve-scheme.ts';
import type { SchemeAnswer } from './serve-scheme.ts';

const headers = securityHeaders({ images: [`${imageScheme}:`], connections: [`${imageScheme}:`] });

/** Answers `app://nevus/...` from the built interface. */
export function interfaceFiles(folder: string): (url: URL) => Promise<SchemeAnswer> {
  return async (url) => {
    const file = url.origin === interfaceOrigin || url.href.startsWith(`${interfaceOrigin}/`) ? findInterfaceFile(url.pathname) : null;
    if (file === null) return textAnswer(404, 'There is no such page.');
    try {
      const body = await readFile(join(folder, file.relativePath));
      return { status: 200, headers: { ...headers, 'content-type': file.contentType, 'cache-control': 'no-cache' }, body };
    } catch {
      return textAnswer(404, 'There is no such page.');
    }
  };
}
