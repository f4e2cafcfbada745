import type { SearchDimension } from '../domain/search.ts';

/** A dimension of numbers. */
export type NumericDimension = Exclude<SearchDimension, { kind: 'choice' }>;

/** More digits than anybody would write; they would tell nothing. */
const significantDigits = 4;

/** Where a value lies between a dimension's ends, 0 to 1; along the logarithm where its kind says so. */
export function toUnit({ kind, from, to }: NumericDimension, value: number): number {
  switch (kind) {
    case 'log':
      return Math.log(value / from) / Math.log(to / from);
    case 'linear':
      return (value - from) / (to - from);
    case 'integer':
      // Each number has a stretch of the same width, the ends too.
      return (value - from + 0.5) / (to - from + 1);
  }
}

/** The value at a place between the ends, 0 to 1: toUnit's inverse, but for rounding. */
export function fromUnit({ kind, from, to }: NumericDimension, unit: number): number {
  const within = (value: number): number => Math.min(to, Math.max(from, value));
  switch (kind) {
    case 'log':
      return within(Number((from * (to / from) ** unit).toPrecision(significantDigits)));
    case 'linear':
      return within(Number((from + (to - from) * unit).toPrecision(significantDigits)));
    case 'integer':
      return within(from + Math.floor(unit * (to - from + 1)));
  }
}
