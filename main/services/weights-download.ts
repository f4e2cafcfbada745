import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { aboutBytes } from '../../common/domain/weights.ts';
import type { PublishedWeights } from '../../common/domain/weights.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { formatMegabytes } from './weights-words.ts';

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** Bytes that are here; all of them where the server says so. */
  readonly onProgress: (done: number, total: number | null) => void;
}

/**
 * Downloads a published file into a folder, under a name of its own until its hash was checked. What an interrupted download left there is gone on
 * with where the server can, else it begins again.
 * @returns the path of the whole, checked file
 * @throws AppError `connection-lost` telling which file to bring instead; `weights-unreadable` where its hash is wrong (it is removed); `cancelled`
 */
export async function downloadPublished(published: PublishedWeights, folder: string, options: DownloadOptions): Promise<string> {
  await mkdir(folder, { recursive: true });
  const partial = join(folder, `${published.file}.part`);
  try {
    await receive(published, partial, options);
  } catch (thrown) {
    options.signal.throwIfAborted();
    const error = toAppError(thrown);
    throw error.code === 'internal' || error.code === 'file-missing' ? unreachable(published, error) : thrown;
  }
  await checkHash(published, partial);
  return partial;
}

async function receive({ address, file }: PublishedWeights, partial: string, { signal, onProgress }: DownloadOptions): Promise<void> {
  const here = await sizeOf(partial);
  // Without an encoding: otherwise fetch unpacks, and the lengths do not fit.
  const headers = { 'accept-encoding': 'identity', ...(here > 0 ? { range: `bytes=${here}-` } : {}) };
  const response = await fetch(address, { headers, signal, redirect: 'follow' });
  // The range begins where the file ends: it is all here.
  if (response.status === 416 && here > 0) return;
  const goesOn = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${here}-`) === true;
  if ((response.status !== 200 && !goesOn) || response.body === null) {
    throw new AppError(
      'connection-lost',
      `The server answered ${response.status} to the request for ${file}. Nothing was changed; try again later.`,
    );
  }
  const start = goesOn ? here : 0;
  const length = response.headers.get('content-length');
  const total = length === null ? null : start + Number(length);
  let done = start;
  const count = new PassThrough();
  count.on('data', (chunk: Buffer) => onProgress((done += chunk.length), total));
  onProgress(done, total);
  await pipeline(Readable.fromWeb(response.body), count, createWriteStream(partial, { flags: goesOn ? 'a' : 'w' }), { signal });
  if (total !== null && done < total) {
    throw new AppError(
      'connection-lost',
      `The connection ended after ${done} of ${total} bytes of ${file}. Fetch it again: it goes on from there.`,
    );
  }
}

async function checkHash({ file, hash }: PublishedWeights, path: string): Promise<void> {
  if (hash === null) return;
  const found = createHash(hash.kind);
  for await (const chunk of createReadStream(path)) found.update(chunk as Buffer);
  if (found.digest('hex') === hash.value) return;
  await rm(path, { force: true });
  throw new AppError(
    'weights-unreadable',
    `The content of ${file} is not what its publisher's hash (${hash.kind} ${hash.value}) says: it was changed or damaged on its way. It was removed; fetch it again, or import a copy from elsewhere.`,
  );
}

/** What to do without a network. */
function unreachable(published: PublishedWeights, cause: AppError): AppError {
  const { file, address } = published;
  const reason = cause.cause instanceof Error && cause.cause.cause instanceof Error ? ` (${cause.cause.cause.message})` : '';
  return new AppError(
    'connection-lost',
    `${new URL(address).host} could not be reached${reason}. Nothing was changed. On a machine with a connection, download ${address} (about ${formatMegabytes(aboutBytes(published))}), bring the file here, and import it under Settings or with: nevus weights import ${file}`,
    { file, address },
    { cause },
  );
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
