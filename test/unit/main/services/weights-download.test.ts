import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { PublishedWeights } from '../../../../common/domain/weights.ts';
import { downloadPublished } from '../../../../main/services/weights-download.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 251));
const never = new AbortController().signal;
const ignore = (): void => undefined;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(answer: Answer): Promise<{ published: PublishedWeights; folder: string; ranges: (string | undefined)[] }> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const published = {
    file: 'small_notop.h5',
    architecture: 'mobilenet-v1',
    alpha: 0.25,
    isBackboneOnly: true,
    weightCount: 75_000,
    bytes: null,
    hash: { kind: 'md5', value: createHash('md5').update(content).digest('hex') },
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/small_notop.h5`,
    licence: 'ours',
  } as const;
  return { published, folder: join(await temporaryFolder(), 'partial'), ranges };
}

/** A server that knows ranges. */
const wellBehaved: Answer = ({ headers }, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  if (start >= content.length) {
    response.writeHead(416).end();
    return;
  }
  const facts = { 'content-length': content.length - start, 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
  response.writeHead(start === 0 ? 200 : 206, facts).end(content.subarray(start));
};

test('a file is fetched whole, with its progress', async () => {
  const { published, folder, ranges } = await serve(wellBehaved);
  const told: [number, number | null][] = [];
  const path = await downloadPublished(published, folder, { signal: never, onProgress: (done, total) => told.push([done, total]) });
  expect(await readFile(path)).toEqual(content);
  expect(told[0]).toEqual([0, content.length]);
  expect(told.at(-1)).toEqual([content.length, content.length]);
  expect(ranges).toEqual([undefined]);
});

test('what is here already is gone on with', async () => {
  const { published, folder, ranges } = await serve(wellBehaved);
  await downloadPublished(published, folder, { signal: never, onProgress: ignore });
  const partial = join(folder, 'small_notop.h5.part');
  await writeFile(partial, content.subarray(0, 100_000));
  await downloadPublished(published, folder, { signal: never, onProgress: ignore });
  expect(await readFile(partial)).toEqual(content);
  // Whole already: the server has nothing beyond it.
  await downloadPublished(published, folder, { signal: never, onProgress: ignore });
  expect(ranges).toEqual([undefined, 'bytes=100000-', 'bytes=300000-']);
});

test('where the server knows no ranges it begins again', async () => {
  const { published, folder } = await serve((_, response) => response.writeHead(200, { 'content-length': content.length }).end(content));
  const path = await downloadPublished(published, folder, { signal: never, onProgress: ignore });
  await writeFile(path, content.subarray(0, 1234));
  await downloadPublished(published, folder, { signal: never, onProgress: ignore });
  expect(await readFile(path)).toEqual(content);
});

test('a connection that breaks off leaves what came, and the next attempt needs only the rest', async () => {
  let isFirst = true;
  const { published, folder, ranges } = await serve((request, response) => {
    if (!isFirst) {
      wellBehaved(request, response);
      return;
    }
    isFirst = false;
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 200_000), () => setTimeout(() => response.destroy(), 50));
  });
  await expect(downloadPublished(published, folder, { signal: never, onProgress: ignore })).rejects.toMatchObject({
    code: 'connection-lost',
  });
  const path = await downloadPublished(published, folder, { signal: never, onProgress: ignore });
  expect(await readFile(path)).toEqual(content);
  expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
});

test('content with another hash is refused and removed', async () => {
  const { published, folder } = await serve((_, response) => response.end('something else'));
  await expect(downloadPublished(published, folder, { signal: never, onProgress: ignore })).rejects.toMatchObject({
    code: 'weights-unreadable',
    message: expect.stringContaining('is not what its publisher') as string,
  });
  expect(await readdir(folder)).toEqual([]);
});

test('a refusal of the server and a machine without a network are told, with the file to bring', async () => {
  const { published, folder } = await serve((_, response) => response.writeHead(403).end());
  await expect(downloadPublished(published, folder, { signal: never, onProgress: ignore })).rejects.toThrow(/The server answered 403/);
  // Port 9 (discard): nobody answers there.
  const unreachable = { ...published, address: 'http://127.0.0.1:9/small_notop.h5' };
  await expect(downloadPublished(unreachable, folder, { signal: never, onProgress: ignore })).rejects.toMatchObject({
    code: 'connection-lost',
    message: expect.stringMatching(
      /download http:\S+ \(about 1 MB\), bring the file here, and import it under Settings or with: nevus weights import small_notop\.h5/,
    ) as string,
  });
});

test('a cancelled download stops, and keeps what came', async () => {
  const { published, folder } = await serve((_, response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 1000));
  });
  const controller = new AbortController();
  const downloading = downloadPublished(published, folder, {
    signal: controller.signal,
    onProgress: (done) => {
      if (done > 0) controller.abort();
    },
  });
  await expect(downloading).rejects.toMatchObject({ name: 'AbortError' });
  expect(await readdir(folder)).toEqual(['small_notop.h5.part']);
});
