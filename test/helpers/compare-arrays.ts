/** Largest absolute difference, as a share of the largest expected value (or of `floor`, where all are smaller). NaN anywhere gives infinity. */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>, floor = 1e-3): number {
  if (actual.length !== expected.length) return Infinity;
  let scale = floor;
  let difference = 0;
  for (let index = 0; index < expected.length; index++) {
    scale = Math.max(scale, Math.abs(expected[index]!));
    const distance = Math.abs(actual[index]! - expected[index]!);
    difference = Number.isNaN(distance) ? Infinity : Math.max(difference, distance);
  }
  return difference / scale;
}
