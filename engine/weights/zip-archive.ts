import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { unreadable } from './unreadable.ts';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  /** 0: stored, 8: deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly headerAt: number;
}

const endSignature = 0x06054b50;
const endBytes = 22;
const directorySignature = 0x02014b50;
const headerSignature = 0x04034b50;
const largestComment = 0xffff;

/**
 * Lists a ZIP archive (PKWARE APPNOTE 6.3, sections 4.3 and 4.4), as much of the format as Keras writes: stored or deflated, below 4 GiB.
 * @throws AppError `weights-unreadable` where the list at its end is missing, as in a file that was cut short
 */
export async function listZip(path: string): Promise<ZipEntry[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const tail = await readAt(file, Math.max(0, size - endBytes - largestComment), Math.min(size, endBytes + largestComment));
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 0 || end + endBytes > tail.length || tail.readUInt32LE(end) !== endSignature) throw cutShort();
    const length = tail.readUInt32LE(end + 12);
    const at = tail.readUInt32LE(end + 16);
    if (at === 0xffffffff) throw unreadable('the archive is larger than 4 GiB');
    return parseDirectory(await readAt(file, at, length), tail.readUInt16LE(end + 10));
  } finally {
    await file.close();
  }
}

/**
 * Writes one file of an archive to a new place.
 * @throws AppError `weights-unreadable` where its checksum is wrong
 */
export async function extractZipEntry(path: string, entry: ZipEntry, target: string): Promise<void> {
  if (entry.method !== 0 && entry.method !== 8) throw unreadable(`${entry.name} in the archive is packed in an unknown way`);
  const start = await findContent(path, entry);
  const packed = createReadStream(path, { start, end: start + Math.max(0, entry.packedBytes - 1) });
  let crc = 0;
  const check = new PassThrough();
  check.on('data', (chunk: Buffer) => (crc = crc32(chunk, crc)));
  try {
    await pipeline(packed, entry.method === 8 ? createInflateRaw() : new PassThrough(), check, createWriteStream(target));
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw unreadable(`${entry.name} in the archive is damaged`, error);
    }
    throw error;
  }
  if (crc !== entry.crc) throw unreadable(`${entry.name} in the archive is damaged: its checksum is wrong`);
}

function parseDirectory(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== directorySignature) throw cutShort();
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      headerAt: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The header before the content has its own lengths of name and extra fields. */
async function findContent(path: string, entry: ZipEntry): Promise<number> {
  const file = await open(path, 'r');
  try {
    const header = await readAt(file, entry.headerAt, 30);
    if (header.readUInt32LE(0) !== headerSignature) throw unreadable(`${entry.name} in the archive is damaged`);
    return entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw cutShort();
  return buffer;
}

function cutShort(): Error {
  return unreadable('the archive is cut short or damaged: the list of its files is not at its end');
}
