const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webp: 'image/webp',
  woff2: 'font/woff2',
};

/** A file of the built interface (`out/renderer`). */
export interface InterfaceFile {
  /** With forward slashes, below the interface's folder: no `..`, no hidden file, nothing absolute. */
  readonly relativePath: string;
  readonly contentType: string;
  /** Its name holds a hash of its content, so that a browser may keep it for ever. */
  readonly isImmutable: boolean;
}

/**
 * The file that a URL's path names; null where it can name none. Only plain segments of letters, digits, `.`, `_` and `-` are let through, which
 * leaves no room for traversal, drive letters, device names with colons, encodings or NUL. `/` is `index.html`.
 */
export function findInterfaceFile(urlPath: string): InterfaceFile | null {
  const segments = (urlPath === '/' ? '/index.html' : urlPath).split('/').slice(1);
  if (segments.length === 0 || !segments.every((segment) => /^[\w-][\w.-]*$/.test(segment))) return null;
  const relativePath = segments.join('/');
  const contentType = contentTypes[relativePath.slice(relativePath.lastIndexOf('.') + 1)];
  if (contentType === undefined) return null;
  return { relativePath, contentType, isImmutable: segments[0] === 'assets' };
}
