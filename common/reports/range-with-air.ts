/**
 * What an axis shows of values from `min` to `max`: a little air on both sides, room for a flat line, nothing below 0 where no value is. From 0 to 1 where there are no values (null).
 */
export function rangeWithAir(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [0, 1];
  const air = (max - min) * 0.06 || Math.abs(max) * 0.1 || 1;
  return [min >= 0 ? Math.max(0, min - air) : min - air, max + air];
}
