import { scaleLinear } from 'd3-scale';

/** A figure with where it lies. */
export interface IntervalRow {
  readonly id: string;
  readonly label: string;
  /** A custom property of the theme: `--run-1`. */
  readonly colour: string;
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number; readonly level: number } | null;
}

/** Along x: all figures and their ends with a little air; 0 too where it means something. */
export function intervalScale(rows: readonly IntervalRow[], from: number, to: number, hasZero: boolean) {
  const ends = rows.flatMap(({ value, interval }) => [value, interval?.low ?? value, interval?.high ?? value]);
  const [low, high] = [Math.min(...ends, ...(hasZero ? [0] : [])), Math.max(...ends, ...(hasZero ? [0] : []))];
  const air = (high - low) * 0.08 || 0.01;
  const scale = scaleLinear([low - air, high + air], [from, to]);
  return { scale, ticks: scale.ticks(Math.max(2, Math.floor((to - from) / 90))) };
}
