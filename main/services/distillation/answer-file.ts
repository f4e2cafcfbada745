import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { toAppError } from '../../../common/errors/app-error.ts';
import { replaceFile } from '../../files/replace-file.ts';

/*
 * What networks say of photographs: 32 bytes that tell what was asked, the SHA-256 of the values, the values as float32, little-endian.
 */
const hashBytes = 32;

/** Where the values begin. */
export const firstValueByte = 2 * hashBytes;

export interface StoredAnswers {
  readonly values: Float32Array;
  /** Of the values, hexadecimal. */
  readonly sha256: string;
}

/** The question's key: whoever asks the same gets the same. */
export function questionKey(question: unknown): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('hex');
}

/** Null where there is no file, or one that is damaged or answers another question. */
export async function readAnswers(path: string, key: string): Promise<StoredAnswers | null> {
  const bytes = await readFile(path).catch((thrown: unknown) => {
    if (toAppError(thrown).code === 'file-missing') return null;
    throw thrown;
  });
  if (bytes === null || bytes.length < firstValueByte || bytes.toString('hex', 0, hashBytes) !== key) return null;
  const content = bytes.subarray(firstValueByte);
  const sha256 = hashOf(content);
  if (content.length % Float32Array.BYTES_PER_ELEMENT !== 0 || bytes.toString('hex', hashBytes, firstValueByte) !== sha256) return null;
  const values = new Float32Array(content.length / Float32Array.BYTES_PER_ELEMENT);
  new Uint8Array(values.buffer).set(content);
  return { values, sha256 };
}

/** Writes the file anew, whole or not at all. Gives the SHA-256 of the values. */
export async function writeAnswers(path: string, key: string, values: Float32Array): Promise<string> {
  const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const sha256 = hashOf(content);
  await replaceFile(path, Buffer.concat([Buffer.from(key, 'hex'), Buffer.from(sha256, 'hex'), content]));
  return sha256;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
