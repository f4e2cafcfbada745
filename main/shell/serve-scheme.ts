import { protocol } from 'electron';

export interface SchemeAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

export function textAnswer(status: number, text: string): SchemeAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: Buffer.from(text) };
}

/**
 * Answers a scheme's requests. The one place that knows two Electrons: `protocol.handle` came with 25; the stand-in of the tests (22) has
 * only its forerunner.
 */
export function serveScheme(scheme: string, answer: (url: URL) => Promise<SchemeAnswer>): void {
  if (typeof (protocol as Partial<typeof protocol>).handle === 'function') {
    protocol.handle(scheme, async (request) => {
      const { status, headers, body } = await answer(new URL(request.url));
      return new Response(new Uint8Array(body), { status, headers });
    });
    return;
  }
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- only reached where its successor does not exist yet
  protocol.registerBufferProtocol(scheme, (request, respond) => {
    void answer(new URL(request.url)).then(({ status, headers, body }) => {
      respond({ statusCode: status, headers, data: body, mimeType: (headers['content-type'] ?? '').split(';')[0] ?? '' });
    });
  });
}
