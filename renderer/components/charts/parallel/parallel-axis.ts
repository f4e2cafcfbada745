import { scaleLinear, scaleLog } from 'd3-scale';

/** What a line has on an axis: a figure, one of the choices, or nothing, because it means nothing there or is not known. */
export type AxisValue = number | string | null;

interface AxisName {
  readonly id: string;
  readonly label: string;
}

/** An axis of figures from `min` to `max`; logarithmic ones need both above 0. */
export interface NumberAxis extends AxisName {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly isLog: boolean;
  /** Ticks at whole numbers only. */
  readonly isWhole: boolean;
  readonly format: (value: number) => string;
}

/** An axis of named points, the first one at the top. */
export interface ChoiceAxis extends AxisName {
  readonly kind: 'choice';
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

export type ParallelAxis = NumberAxis | ChoiceAxis;

export interface AxisTick {
  /** Place along the axis: 0 at the bottom, 1 at the top. */
  readonly share: number;
  readonly label: string;
}

/** Where a value stands along its axis, 0 at the bottom to 1 at the top; null where it has none there. */
export function shareOf(axis: ParallelAxis, value: AxisValue): number | null {
  if (value === null) return null;
  if (axis.kind === 'choice') {
    const index = axis.choices.findIndex((choice) => choice.value === value);
    return index < 0 ? null : middleOf(axis, index);
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  if (axis.max <= axis.min) return 0.5;
  return Math.min(1, Math.max(0, scaleOf(axis)(value)));
}

/** The figure, or the choice's label, that stands at a place of the axis. */
export function labelAt(axis: ParallelAxis, share: number): string {
  if (axis.kind === 'choice') return axis.choices[indexAt(axis, share)]?.label ?? '';
  return axis.format(valueAt(axis, share));
}

/** The figure at a place of the axis; whole where the axis has whole numbers only. */
export function valueAt(axis: NumberAxis, share: number): number {
  const value = placeOf(axis, share);
  return axis.isWhole ? Math.round(value) : value;
}

/** The same, between whole numbers too. */
export function placeOf(axis: NumberAxis, share: number): number {
  return axis.max <= axis.min ? axis.min : scaleOf(axis).invert(share);
}

/** Few enough ticks that their labels do not touch, at round figures. */
export function ticksOf(axis: ParallelAxis): AxisTick[] {
  if (axis.kind === 'choice') return axis.choices.map(({ label }, index) => ({ share: middleOf(axis, index), label }));
  if (axis.max <= axis.min) return [{ share: 0.5, label: axis.format(axis.min) }];
  return roundFigures(axis).map((value) => ({ share: scaleOf(axis)(value), label: axis.format(value) }));
}

/** Whether a choice stands in the band of the axis from `low` to `high`. */
export function choicesBetween(axis: ChoiceAxis, low: number, high: number): ChoiceAxis['choices'] {
  return axis.choices.filter((_, index) => middleOf(axis, index) > low && middleOf(axis, index) < high);
}

function roundFigures(axis: NumberAxis): number[] {
  if (!axis.isLog) {
    const figures = scaleLinear([axis.min, axis.max], [0, 1]).ticks(5);
    return axis.isWhole ? figures.filter(Number.isInteger) : figures;
  }
  const inside = (factors: readonly number[]): number[] => {
    const [first, last] = [Math.floor(Math.log10(axis.min)), Math.ceil(Math.log10(axis.max))];
    const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const figures = powers.flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)));
    return figures.filter((value) => value >= axis.min && value <= axis.max && (!axis.isWhole || Number.isInteger(value)));
  };
  const choices = [[1], [1, 3], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]].map(inside);
  const enough = choices.find(({ length }) => length >= 3) ?? choices.at(-1) ?? [];
  return enough.length > 0 ? enough : [axis.min, axis.max];
}

function scaleOf(axis: NumberAxis): { (value: number): number; invert(share: number): number } {
  return axis.isLog ? scaleLog([axis.min, axis.max], [0, 1]) : scaleLinear([axis.min, axis.max], [0, 1]);
}

function middleOf(axis: ChoiceAxis, index: number): number {
  return 1 - (index + 0.5) / axis.choices.length;
}

function indexAt(axis: ChoiceAxis, share: number): number {
  return Math.min(axis.choices.length - 1, Math.max(0, Math.floor((1 - share) * axis.choices.length)));
}
