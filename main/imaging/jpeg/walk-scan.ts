import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JpegFrame, ScanComponent } from './jpeg-frame.ts';
import type { JpegTables } from './jpeg-tables.ts';
import { planScan } from './scan-blocks.ts';
import type { BlockPlan } from './scan-blocks.ts';
import { walkMacroblocks } from './walk-blocks.ts';
import type { Walk } from './walk-blocks.ts';

/** So many zeros are more than a whole block of any coefficients. */
const blank = Buffer.alloc(128);

/** Bytes behind the last one, so that a code can be looked up wherever one may begin. */
const padding = 4;

/** Macroblocks that are walked over before others get their turn: a few milliseconds. */
const macroblocksAtOnce = 4096;

/** Where a scan's compressed data end, and whether they contradict themselves. */
export interface WalkedScan {
  /** Of the marker behind it. */
  readonly end: number;
  readonly isDamaged: boolean;
}

/**
 * Walks over the compressed data of one scan, which begin at `start`.
 * Damaged: a code that the tables do not have, more coefficients than a block holds, brightness beyond black and white, too few or too many bits for the photograph's
 * size, a restart marker that is missing or out of order.
 */
export async function walkScan(
  bytes: Buffer,
  start: number,
  frame: JpegFrame,
  scan: readonly ScanComponent[],
  tables: JpegTables,
): Promise<WalkedScan> {
  const plan = planScan(frame, scan, tables);
  const perInterval = tables.restartInterval === 0 ? Infinity : tables.restartInterval;
  let left = plan?.macroblockCount ?? 0;
  let position = start;
  let sinceTurn = 0;
  for (let interval = 0; ; interval++) {
    const { clean, end } = unstuff(bytes, position);
    if (plan !== null) {
      if (left <= 0) return { end, isDamaged: clean.length > padding };
      const walk: Walk = { bytes: clean, bitCount: (clean.length - padding) * 8, bit: 0, predictions: new Int32Array(scan.length) };
      const count = Math.min(left, perInterval);
      for (let done = 0; done < count;) {
        if (sinceTurn >= macroblocksAtOnce) {
          await nextTurn();
          sinceTurn = 0;
        }
        const next = Math.min(macroblocksAtOnce - sinceTurn, count - done);
        if (!walkMacroblocks(walk, plan.blocks, next)) return { end, isDamaged: true };
        done += next;
        sinceTurn += next;
      }
      if (hasMore(walk) || wasBlanked(walk, plan.blocks)) return { end, isDamaged: true };
      left -= count;
    }
    const marker = bytes[end + 1] ?? 0;
    if (marker < 0xd0 || marker > 0xd7) return { end, isDamaged: left > 0 };
    if (marker !== 0xd0 + (interval & 7)) return { end, isDamaged: plan !== null };
    position = end + 2;
  }
}

/** Whether whole bytes are left after the last block that hold anything: some encoders fill up with bytes of zeros or ones. */
function hasMore({ bytes, bit, bitCount }: Walk): boolean {
  const rest = bytes.subarray(Math.ceil(bit / 8), bitCount / 8);
  return rest.some((byte) => byte !== 0 && byte !== 0xff);
}

/**
 * Whether a stretch of zeros lies where the disk or a transfer lost a block. Zeros are real where they stand for blocks that hold nothing, a black border in a photograph
 * whose tables were made for it; where they would stand for blocks full of the same coefficient, nobody took such a photograph.
 */
function wasBlanked({ bytes, bitCount }: Walk, blocks: readonly BlockPlan[]): boolean {
  if (blocks.every(({ ac }) => ((ac[0] ?? 0) & 15) === 0)) return false;
  const at = bytes.indexOf(blank);
  return at !== -1 && at < bitCount / 8 - blank.length;
}

/** The compressed bytes up to the next marker, without the zeros that are stuffed behind 0xff, and padded. */
function unstuff(bytes: Buffer, start: number): { clean: Buffer; end: number } {
  const pieces: Buffer[] = [];
  let from = start;
  let end = bytes.length;
  for (let at = start; ;) {
    const mark = bytes.indexOf(0xff, at);
    if (mark === -1) break;
    const next = bytes[mark + 1] ?? 0xd9;
    if (next === 0) {
      pieces.push(bytes.subarray(from, mark + 1));
      from = at = mark + 2;
    } else if (next === 0xff) at = mark + 1;
    else {
      end = mark;
      break;
    }
  }
  pieces.push(bytes.subarray(from, end));
  return { clean: Buffer.concat([...pieces, Buffer.alloc(padding)]), end };
}
