import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is refused; null: it is not. */
export type Refusal = { readonly status: 401 | 403; readonly reason: string } | null;

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Who may talk to a served workspace: whoever holds the token of the printed address, afterwards the cookie, and only from our own page.
 * The Host header must name this server, so that a foreign name that was made to resolve to it (DNS rebinding) gets nothing.
 */
export class AccessControl {
  /** Secret of the printed address. */
  readonly token = randomBytes(32).toString('base64url');
  readonly #cookieValue = randomBytes(32).toString('base64url');
  readonly #hostNames: ReadonlySet<string>;
  readonly #port: number;

  /** @param hostName as browsers write it: `127.0.0.1`, `[::1]`, `192.0.2.7` */
  constructor(hostName: string, port: number) {
    this.#hostNames = new Set([...loopbackNames, hostName.toLowerCase()]);
    this.#port = port;
  }

  /** Other servers of this machine share its cookies, hence the port in the name. */
  get #cookieName(): string {
    return `nevus-session-${this.#port}`;
  }

  get setCookie(): string {
    return `${this.#cookieName}=${this.#cookieValue}; Path=/; HttpOnly; SameSite=Strict`;
  }

  isToken(candidate: string): boolean {
    return isSame(candidate, this.token);
  }

  /** For every request, before anything else: is it meant for this server, and not sent by a foreign page? */
  checkSource(request: IncomingMessage): Refusal {
    const host = request.headers.host?.toLowerCase();
    // Only the name is compared: through an SSH tunnel the browser may see another port.
    if (host === undefined || !this.#hostNames.has(host.replace(/:\d+$/, ''))) {
      return { status: 403, reason: 'This server does not answer under that name.' };
    }
    const { origin } = request.headers;
    if (origin !== undefined && origin.toLowerCase() !== `http://${host}`) {
      return { status: 403, reason: 'Requests from other pages are refused.' };
    }
    const site = request.headers['sec-fetch-site'];
    const isForeign = site === 'cross-site' || site === 'same-site';
    if (isForeign && request.headers['sec-fetch-mode'] !== 'navigate') {
      return { status: 403, reason: 'Requests from other pages are refused.' };
    }
    return null;
  }

  /** A WebSocket must say where it comes from: browsers always do. */
  checkSocket(request: IncomingMessage): Refusal {
    if (request.headers.origin === undefined) return { status: 403, reason: 'A WebSocket without an origin is refused.' };
    return this.checkSource(request) ?? this.checkSignedIn(request);
  }

  checkSignedIn(request: IncomingMessage): Refusal {
    const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    const prefix = `${this.#cookieName}=`;
    const isSignedIn = cookies.some((cookie) => cookie.startsWith(prefix) && isSame(cookie.slice(prefix.length), this.#cookieValue));
    return isSignedIn ? null : { status: 401, reason: 'Not signed in. Open the address that nevus serve printed.' };
  }
}

/** Compares without telling by the time it takes where the difference is. */
function isSame(candidate: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(candidate), digest(secret));
}
