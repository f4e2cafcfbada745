import { labelAt } from './parallel-axis.ts';
import type { ParallelAxis } from './parallel-axis.ts';

/** A stretch of an axis as it is drawn and pulled, from 0 at its bottom to 1 at its top. */
export interface AxisBrush {
  readonly low: number;
  readonly high: number;
}

export type BrushEnd = 'low' | 'high';

/** Rounding must not lose what stands exactly at an end. */
const tolerance = 1e-9;
/** A shorter drag is a click. */
const leastLength = 0.015;

/**
 * The brush that a drag between two places of the axis draws; null where it takes the brush away. On an axis of choices whole bands are taken, and a
 * click takes the one under it; elsewhere a click takes the brush away.
 */
export function dragged(axis: ParallelAxis, from: number, to: number): AxisBrush | null {
  const [low, high] = [clamp(Math.min(from, to)), clamp(Math.max(from, to))];
  if (axis.kind === 'number') return high - low < leastLength ? null : whole({ low, high });
  const count = axis.choices.length;
  const bottom = Math.min(count - 1, Math.floor(low * count));
  return whole({ low: bottom / count, high: Math.max(bottom + 1, Math.ceil(high * count - tolerance)) / count });
}

/** The brush moved along the axis as it is, no further than the ends. */
export function moved(axis: ParallelAxis, brush: AxisBrush, by: number): AxisBrush | null {
  const step = axis.kind === 'number' ? by : Math.round(by * axis.choices.length) / axis.choices.length;
  const kept = Math.min(1 - brush.high, Math.max(-brush.low, step));
  return whole({ low: brush.low + kept, high: brush.high + kept });
}

/**
 * One end of the brush moved by so many steps (a twentieth of the axis, or a choice), never nearer to the other end than a step, nor away from it where a pointer left less. Without a
 * brush, that of the whole axis.
 */
export function stepped(axis: ParallelAxis, brush: AxisBrush | undefined, end: BrushEnd, steps: number): AxisBrush | null {
  const { low, high } = brush ?? { low: 0, high: 1 };
  const step = axis.kind === 'number' ? 0.05 : 1 / axis.choices.length;
  const place = (from: number): number => Math.round((from + steps * step) / step) * step;
  if (end === 'low') return whole({ low: clamp(Math.min(place(low), Math.max(low, high - step))), high });
  return whole({ low, high: clamp(Math.max(place(high), Math.min(high, low + step))) });
}

/** A brush over everything is none. */
function whole(brush: AxisBrush): AxisBrush | null {
  return brush.low <= tolerance && brush.high >= 1 - tolerance ? null : brush;
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** What stands at one end of a brush, or of the whole axis: `3e-4`, `Adam`. */
export function endLabel(axis: ParallelAxis, brush: AxisBrush | undefined, end: BrushEnd): string {
  const share = brush?.[end] ?? (end === 'low' ? 0 : 1);
  if (axis.kind === 'number') return labelAt(axis, share);
  const half = 0.5 / axis.choices.length;
  return labelAt(axis, end === 'low' ? share + half : share - half);
}

/** What a press at a place of an axis takes hold of: an end of the brush, all of it, or the axis, for a new one. */
export function gripAt(brush: AxisBrush | undefined, share: number, reach: number): BrushEnd | 'all' | 'new' {
  if (brush === undefined) return 'new';
  if (Math.abs(share - brush.high) <= reach) return 'high';
  if (Math.abs(share - brush.low) <= reach) return 'low';
  return share > brush.low && share < brush.high ? 'all' : 'new';
}

/** The brush while its grip, taken hold of at `from`, is at `to`. */
export function pulled(
  axis: ParallelAxis,
  brush: AxisBrush | undefined,
  grip: ReturnType<typeof gripAt>,
  from: number,
  to: number,
): AxisBrush | null {
  if (brush === undefined || grip === 'new') return dragged(axis, from, to);
  if (grip === 'all') return moved(axis, brush, to - from);
  return dragged(axis, grip === 'low' ? brush.high - tolerance : brush.low + tolerance, to);
}
