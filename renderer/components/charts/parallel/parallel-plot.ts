import { shareOf } from './parallel-axis.ts';
import type { AxisValue, ParallelAxis } from './parallel-axis.ts';
import type { PlottedLine } from './nearest-line.ts';

/** How a line came to its end. Told apart by dashes and marks, not by colour alone. */
export type LineKind = 'done' | 'active' | 'pruned' | 'stopped' | 'failed';

/** One line across all axes. */
export interface ParallelLine {
  readonly id: number;
  /** `Trial 7` */
  readonly name: string;
  /** One per axis. */
  readonly values: readonly AxisValue[];
  readonly kind: LineKind;
  /** 0 for the worst of all, 1 for the best; null where nothing is known yet. */
  readonly goodness: number | null;
}

/** Where things stand in the drawing, px. */
export interface PlotFrame {
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  /** Height of the place for what has no value, under the axes. */
  readonly nothing: number;
}

export interface LineLook {
  readonly label: string;
  readonly dashes: string | undefined;
  readonly mark: 'dot' | 'triangle' | 'ring' | 'square' | 'cross';
}

export const lineLooks: Readonly<Record<LineKind, LineLook>> = {
  done: { label: 'finished', dashes: undefined, mark: 'dot' },
  active: { label: 'in progress', dashes: '10 3', mark: 'triangle' },
  pruned: { label: 'pruned', dashes: '5 3', mark: 'ring' },
  stopped: { label: 'stopped', dashes: '8 3 2 3', mark: 'square' },
  failed: { label: 'failed', dashes: '1.5 3', mark: 'cross' },
};

export function xOf(frame: PlotFrame, index: number, count: number): number {
  const wide = frame.width - frame.left - frame.right;
  return frame.left + (count < 2 ? wide / 2 : (wide * index) / (count - 1));
}

/** Height of a place of an axis; of what has no value there, below all axes. */
export function yOf(frame: PlotFrame, share: number | null): number {
  return share === null ? nothingY(frame) : frame.bottom - share * (frame.bottom - frame.top);
}

export function nothingY(frame: PlotFrame): number {
  return frame.bottom + frame.nothing;
}

/** The place of an axis at a height of the drawing; beyond its ends where the height is. */
export function shareAtY(frame: PlotFrame, y: number): number {
  return (frame.bottom - y) / (frame.bottom - frame.top);
}

export function plotLine(frame: PlotFrame, axes: readonly ParallelAxis[], line: Pick<ParallelLine, 'id' | 'values'>): PlottedLine {
  const points = axes.map((axis, index) => ({
    x: xOf(frame, index, axes.length),
    y: yOf(frame, shareOf(axis, line.values[index] ?? null)),
  }));
  return { id: line.id, points };
}

/** SVG path through the points. */
export function pathOf({ points }: PlottedLine): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
