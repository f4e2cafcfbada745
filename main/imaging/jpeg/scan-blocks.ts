import type { JpegFrame, ScanComponent } from './jpeg-frame.ts';
import type { HuffmanTable, JpegTables } from './jpeg-tables.ts';

/** One block of a macroblock, as the walk goes through them. */
export interface BlockPlan {
  /** Place of its component in the scan: blocks of one component share a DC prediction. */
  readonly lane: number;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  /** Beyond this a DC value, as it is coded, cannot come from pixels. */
  readonly dcLimit: number;
}

/** What a scan holds. */
export interface ScanPlan {
  /** Blocks of one macroblock, in order. */
  readonly blocks: readonly BlockPlan[];
  readonly macroblockCount: number;
}

/**
 * What a scan must hold (T.81, A.2): one component alone goes block by block over what of it is seen, several go macroblock by macroblock. Null where a
 * table that is needed was not declared.
 */
export function planScan(frame: JpegFrame, scan: readonly ScanComponent[], tables: JpegTables): ScanPlan | null {
  const blocks: BlockPlan[] = [];
  for (const [lane, { component, dcTable, acTable }] of scan.entries()) {
    const [dc, ac, dcStep] = [tables.dc[dcTable], tables.ac[acTable], tables.dcSteps[component.quantisation]];
    if (dc === undefined || ac === undefined || dcStep === undefined) return null;
    const block = { lane, dc, ac, dcLimit: largestDc(frame.precision, dcStep) };
    const count = scan.length === 1 ? 1 : component.across * component.down;
    for (let index = 0; index < count; index++) blocks.push(block);
  }
  return { blocks, macroblockCount: countMacroblocks(frame, scan) };
}

/**
 * The DC value of a block is 8 times its mean, from -1024 to 1016 at 8 bits. Encoders round it to the step, and some overshoot on purpose; half as much again is beyond
 * anything that they do.
 */
function largestDc(precision: number, step: number): number {
  return Math.ceil((1.5 * 2 ** (precision + 2)) / Math.max(1, step)) + 1;
}

function countMacroblocks({ width, height, widestSampling, highestSampling }: JpegFrame, scan: readonly ScanComponent[]): number {
  const [only] = scan;
  if (scan.length > 1 || only === undefined) {
    return Math.ceil(width / (8 * widestSampling)) * Math.ceil(height / (8 * highestSampling));
  }
  const { across, down } = only.component;
  return Math.ceil(Math.ceil((width * across) / widestSampling) / 8) * Math.ceil(Math.ceil((height * down) / highestSampling) / 8);
}
