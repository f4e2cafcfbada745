import { vi } from 'vitest';

/** The few globals of a browser that the shared state touches, so that it can be tested in Node. */
export function stubBrowserGlobals(hash = ''): { location: { hash: string }; storage: Map<string, string> } {
  const location = { hash, protocol: 'http:', host: 'localhost' };
  const storage = new Map<string, string>();
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', {
    pushState: (_state: unknown, _title: string, url: string) => (location.hash = url),
    replaceState: (_state: unknown, _title: string, url: string) => (location.hash = url),
  });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => storage.set(key, value),
  });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('innerWidth', 1280);
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined }));
  vi.stubGlobal('document', { documentElement: { dataset: {}, style: { setProperty: () => undefined } } });
  return { location, storage };
}
