/**
 * Values within a range that are easy to read, evenly spaced by 1, 2 or 5 times a power of ten (Heckbert 1990, Nice numbers for graph labels, in Graphics Gems).
 * @param range smallest and largest value of the axis
 * @param count about as many; at least 1
 */
export function niceTicks([min, max]: readonly [number, number], count: number): number[] {
  if (!(max > min)) return Number.isFinite(min) ? [min] : [];
  const rough = (max - min) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // Multiplied, not added up, and rounded to the step's own digits: .1 + .2 must read .3.
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toFixed(digits)));
}
