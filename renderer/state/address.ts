/** Where a window is, from the part of its URL after `#`: `/browse/3?search=x` has two segments and one query parameter. */
export interface Address {
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

export function parseAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  return { segments: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(query) };
}

/** An id as addresses have it, or null. */
export function parseId(text: string | null | undefined): number | null {
  return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A hand-typed `%`: take it as it stands.
    return segment;
  }
}
