import type { LineSeries } from './chart-series.ts';

/** What a line says at an x: its value there; of a sparse one within its length the latest before. Null where it says nothing. */
export function valueAt({ values, isSparse }: LineSeries, index: number): number | null {
  const own = values[index] ?? null;
  if (own !== null || isSparse !== true) return own;
  if (!values.slice(index).some((value) => value !== null)) return null;
  return (
    values
      .slice(0, index)
      .filter((value) => value !== null)
      .at(-1) ?? null
  );
}
