import { describe, expect, it } from 'vitest';
import { get, photographBytes, serveExample } from './served-example.ts';

describe('a served workspace', () => {
  it('gives nothing to whoever has not opened the printed address', async () => {
    const { server, asked } = await serveExample();
    for (const path of ['/', '/index.html', '/assets/index-1.js', '/images/full/1', '/sign-in', '/sign-in?token=wrong', '/ws']) {
      const answer = await get(server, path);
      expect([path, answer.status, answer.headers['set-cookie']]).toEqual([path, 401, undefined]);
    }
    const forged = await get(server, '/', { cookie: `nevus-session-${server.port}=guess; other=1` });
    expect(forged.status).toBe(401);
    expect(asked).toEqual([]);
  });

  it('trades the token for a cookie that scripts and other sites cannot use', async () => {
    const { server } = await serveExample();
    const { pathname, search } = new URL(server.signInUrl);
    const answer = await get(server, pathname + search);
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^nevus-session-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(answer.headers['set-cookie']?.[0]).not.toContain(new URL(server.signInUrl).searchParams.get('token'));
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body.toString()).toContain('url=/');
  });

  it('shows the interface once signed in, under a strict policy', async () => {
    const { server, signIn } = await serveExample();
    const cookie = await signIn();
    const page = await get(server, '/', { cookie });
    expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(page.headers['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${server.port};`);
    const icon = await get(server, '/favicon.ico', { cookie });
    expect([icon.status, icon.headers['content-type']]).toEqual([200, 'image/svg+xml']);
    const script = await get(server, '/assets/index-1.js', { cookie });
    expect([script.status, script.headers['cache-control']]).toEqual([200, 'private, max-age=31536000, immutable']);
  });

  it('says that a file is unchanged, and answers HEAD without a body', async () => {
    const { server, signIn } = await serveExample();
    const cookie = await signIn();
    const first = await get(server, '/index.html', { cookie });
    const again = await get(server, '/index.html', { cookie, 'if-none-match': first.headers.etag ?? '' });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const head = await get(server, '/index.html', { cookie }, 'HEAD');
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([200, 0, first.headers['content-length']]);
  });

  it('shows photographs by id only, and keeps them out of the browser cache', async () => {
    const { server, signIn, asked, log } = await serveExample();
    const cookie = await signIn();
    const image = await get(server, '/images/thumbnail/1', { cookie });
    expect(image.body).toEqual(photographBytes);
    expect(image.headers).toMatchObject({ 'content-type': 'image/jpeg', 'cache-control': 'private, no-store' });
    const bad = [
      '/images/full/3',
      '/images/full/2',
      '/images/other/1',
      '/images/full/-1',
      '/images/full/1/..',
      '/images/full/1e3',
      '/images/',
    ];
    for (const path of bad) expect([path, (await get(server, path, { cookie })).status]).toEqual([path, 404]);
    expect(asked).toEqual(['image thumbnail 1', 'image full 3', 'image full 2']);
    expect(log).toEqual([]);
  });

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/..\\secret.json',
    '//secret.json',
    '/assets',
    '/absent.html',
  ])('stays inside the interface for %s', async (path) => {
    const { server, signIn } = await serveExample();
    const answer = await get(server, path, { cookie: await signIn() });
    expect([answer.status, answer.body.includes('secret":true')]).toEqual([404, false]);
  });

  it('refuses names that are not its own, so that a foreign name cannot be pointed at it', async () => {
    const { server, signIn } = await serveExample();
    const cookie = await signIn();
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1.evil.example', 'localhost.evil.example']) {
      expect([host, (await get(server, '/', { cookie, host })).status]).toEqual([host, 403]);
    }
    // An SSH tunnel ends at another port of localhost.
    for (const host of [`localhost:${server.port}`, 'localhost:9000', `[::1]:${server.port}`]) {
      expect([host, (await get(server, '/', { cookie, host })).status]).toEqual([host, 200]);
    }
  });

  it('refuses what other pages ask for', async () => {
    const { server, signIn } = await serveExample();
    const cookie = await signIn();
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await get(server, '/images/full/1', { cookie, ...headers })).status;
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({ origin: 'null' })).toBe(403);
    expect(await status({ origin: `http://127.0.0.1:${server.port + 1}` })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
    expect(await status({ origin: `http://127.0.0.1:${server.port}`, 'sec-fetch-site': 'same-origin' })).toBe(200);
  });

  it('only reads', async () => {
    const { server, signIn } = await serveExample();
    const cookie = await signIn();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect([method, (await get(server, '/', { cookie }, method)).status]).toEqual([method, 405]);
    }
  });

  it('says which port is taken, and which address is not of this machine', async () => {
    const { server } = await serveExample();
    await expect(serveExample({ port: server.port })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('--port') as string,
    });
    await expect(serveExample({ address: '192.0.2.1' })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('can be closed while a page is open', async () => {
    const { server, signIn } = await serveExample();
    await get(server, '/', { cookie: await signIn() });
    await server.close();
    await expect(get(server, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
