import { readFrame, readScan } from './jpeg-frame.ts';
import type { JpegFrame } from './jpeg-frame.ts';
import { addHuffmanTables, addQuantisationTables } from './jpeg-tables.ts';
import type { JpegTables } from './jpeg-tables.ts';
import { walkScan } from './walk-scan.ts';

/**
 * Whether a JPEG's compressed data contradict themselves, although a decoder makes pixels of them: a JPEG has no checksum, and decoders go on silently where damaged bits
 * happen to be codes, with what follows shifted and in wrong colours. What is not sequential counts as sound: progressive ones have so many scans that the decoder itself
 * notices (`failOn: 'warning'`). Damage that leaves every code as long as it was cannot be told from a photograph.
 */
export async function hasHiddenDamage(bytes: Buffer): Promise<boolean> {
  const tables: JpegTables = { dcSteps: [], dc: [], ac: [], restartInterval: 0 };
  const scanned = new Set<number>();
  let frame: JpegFrame | null = null;
  for (let position = 2; position + 4 <= bytes.length;) {
    const marker = bytes[position + 1] ?? 0;
    if (bytes[position] !== 0xff || marker === 0xff) {
      position++;
      continue;
    }
    if (marker === 0xd9) break;
    const end = position + 2 + bytes.readUInt16BE(position + 2);
    if (end > bytes.length) return false;
    const segment = bytes.subarray(position + 4, end);
    position = end;
    if (marker === 0xdb && !addQuantisationTables(segment, tables)) return false;
    if (marker === 0xc4 && !addHuffmanTables(segment, tables)) return false;
    if (marker === 0xdd && segment.length >= 2) tables.restartInterval = segment.readUInt16BE(0);
    if (isOtherFrame(marker)) return false;
    if (marker === 0xc0 || marker === 0xc1) frame = readFrame(segment);
    if (marker !== 0xda) continue;
    const scan = frame === null ? null : readScan(segment, frame);
    if (frame === null || scan === null) return false;
    const walked = await walkScan(bytes, position, frame, scan, tables);
    if (walked.isDamaged) return true;
    for (const { component } of scan) scanned.add(component.id);
    position = walked.end;
  }
  return frame !== null && frame.components.some(({ id }) => !scanned.has(id));
}

/** Frames that are progressive, lossless, hierarchical or coded arithmetically (T.81, table B.1). */
function isOtherFrame(marker: number): boolean {
  return marker >= 0xc2 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xcc && marker !== 0xc8;
}
