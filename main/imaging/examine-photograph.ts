import type { Metadata } from 'sharp';
import type { IssueKind } from '../../common/domain/dataset.ts';
import { largestPixelCount, readImageHeader } from './open-image.ts';
import { reachesItsEnd } from './photograph-end.ts';
import { describeForeignBytes, formatNames, formatOfBytes, formatOfName } from './photograph-format.ts';

/** Something about a photograph, in a sentence that begins with its name. */
export interface Finding {
  readonly kind: IssueKind;
  readonly message: string;
}

export type Examination =
  | { readonly ok: true; readonly width: number; readonly height: number; readonly notes: readonly Finding[] }
  | { readonly ok: false; readonly reason: Finding };

const counts = new Intl.NumberFormat('en-GB');

/** Judges a photograph by its bytes and its header, without decoding it. Width and height are as seen, after its orientation was applied. */
export async function examinePhotograph(bytes: Buffer, fileName: string): Promise<Examination> {
  if (bytes.length === 0) {
    return refuse('empty-file', `${fileName} is empty (0 bytes). Copy it again from its source.`);
  }
  const format = formatOfBytes(bytes);
  if (format === null) {
    return refuse('undecodable', `${fileName} is not a JPEG, PNG, WebP or TIFF photograph; it looks like ${describeForeignBytes(bytes)}.`);
  }
  if (!reachesItsEnd(bytes, format)) return refuseTruncated(fileName);
  let header: Metadata;
  try {
    header = await readImageHeader(bytes);
  } catch (error) {
    return refuseDamaged(fileName, error);
  }
  if (header.width * header.height > largestPixelCount) {
    return refuse(
      'too-large',
      `${fileName} has ${counts.format(header.width)} x ${counts.format(header.height)} pixels; Nevus reads up to ${counts.format(largestPixelCount / 1e6)} million. Use a smaller copy.`,
    );
  }
  const { width, height } = header.autoOrient;
  const notes = describeUnusual(header, fileName);
  const promised = formatOfName(fileName);
  if (promised !== null && promised !== format) {
    notes.unshift({
      kind: 'wrong-extension',
      message: `${fileName} is a ${formatNames[format]} photograph in spite of its name. It is read as what it is.`,
    });
  }
  return { ok: true, width, height, notes };
}

/** Why decoding failed after the header was fine. */
export function refuseDamaged(fileName: string, error: unknown): Examination & { ok: false } {
  const reason = error instanceof Error ? error.message : String(error);
  if (/premature end|truncated|unexpected end|ran out of data/i.test(reason)) return refuseTruncated(fileName);
  return refuse('undecodable', `${fileName} is damaged and cannot be decoded. Copy it again from its source.`);
}

function refuseTruncated(fileName: string): Examination & { ok: false } {
  return refuse('truncated', `${fileName} is cut off: its end is missing. Copy it again from its source.`);
}

function refuse(kind: IssueKind, message: string): Examination & { ok: false } {
  return { ok: false, reason: { kind, message } };
}

function describeUnusual(header: Metadata, fileName: string): Finding[] {
  const traits: string[] = [];
  if (header.space === 'cmyk') traits.push('in CMYK colours');
  if (header.space === 'b-w' || header.space === 'grey16' || header.channels < 3) traits.push('without colour (grey)');
  if (header.depth !== 'uchar') traits.push('with more than 8 bits a channel');
  if (header.hasAlpha) traits.push('with transparency');
  if ((header.pages ?? 1) > 1) traits.push(`with ${counts.format(header.pages ?? 1)} pages, of which the first is read`);
  if (traits.length === 0) return [];
  return [{ kind: 'unusual-format', message: `${fileName} is stored ${traits.join(', ')}. It is read as 8-bit RGB.` }];
}
