import type { AxisBrush } from './axis-brush.ts';
import { choicesBetween, placeOf, shareOf } from './parallel-axis.ts';
import type { AxisValue, NumberAxis, ParallelAxis } from './parallel-axis.ts';

/**
 * What a brush asks for: only what lies within is looked at. An axis grows with what stands on it, but what was asked for stays: its ends are figures, and open (null) where they
 * were put at the end of the axis. On an axis of choices, which stays as it is, they are places of it.
 */
export interface ValueBrush {
  readonly low: number | null;
  readonly high: number | null;
}

/** By axis id; an axis without one lets everything pass. */
export type ValueBrushes = Readonly<Partial<Record<string, ValueBrush>>>;

/** Rounding must not lose what stands exactly at an end. */
const tolerance = 2e-9;

/** What a brush that was drawn on the axis asks for. */
export function askedBy(axis: ParallelAxis, { low, high }: AxisBrush): ValueBrush {
  const figure = (share: number): number => (axis.kind === 'choice' ? share : placeOf(axis, share));
  return { low: low <= tolerance ? null : figure(low), high: high >= 1 - tolerance ? null : figure(high) };
}

/** Where it stands on the axis as it is now; at an end where it lies beyond. */
export function placed(axis: ParallelAxis, { low, high }: ValueBrush): AxisBrush {
  const share = (figure: number): number => (axis.kind === 'choice' ? figure : (shareOf(axis, figure) ?? 0));
  return { low: low === null ? 0 : share(low), high: high === null ? 1 : share(high) };
}

/** Whether a line, with its values in the order of the axes, passes through all brushes. What has no value on a brushed axis does not. */
export function passes(axes: readonly ParallelAxis[], values: readonly AxisValue[], brushes: ValueBrushes): boolean {
  return axes.every((axis, index) => {
    const brush = brushes[axis.id];
    return brush === undefined || isWithin(axis, values[index] ?? null, brush);
  });
}

function isWithin(axis: ParallelAxis, value: AxisValue, { low, high }: ValueBrush): boolean {
  const share = shareOf(axis, value);
  if (share === null) return false;
  const figure = axis.kind === 'choice' ? share : Number(value);
  const slack = tolerance * (axis.kind === 'choice' ? 1 : axis.isLog ? figure : Math.max(Math.abs(figure), axis.max - axis.min));
  return (low === null || figure >= low - slack) && (high === null || figure <= high + slack);
}

/** `3e-4 to 0.002`, `0.71 and more`, `up to 0.3`, `Adam, SGD` */
export function describeBrush(axis: ParallelAxis, brush: ValueBrush): string {
  if (axis.kind === 'choice') {
    const { low, high } = placed(axis, brush);
    const chosen = choicesBetween(axis, low, high).map(({ label }) => label);
    return chosen.length === 0 ? 'nothing' : chosen.join(', ');
  }
  const { low, high } = wholeEnds(axis, brush);
  if (low === null) return `up to ${axis.format(high ?? axis.max)}`;
  if (high === null) return `${axis.format(low)} and more`;
  return low > high ? 'nothing' : `${axis.format(low)} to ${axis.format(high)}`;
}

/** The outermost whole numbers within, where the axis has no others. */
function wholeEnds(axis: NumberAxis, { low, high }: ValueBrush): ValueBrush {
  if (!axis.isWhole) return { low, high };
  return { low: low === null ? null : Math.ceil(low - tolerance), high: high === null ? null : Math.floor(high + tolerance) };
}
