/**
 * P-values of several tests made together, adjusted so that calling those below a level significant is wrong anywhere at most that often (Holm 1979, Scandinavian Journal of Statistics 6, 65 to 70): the smallest is
 * multiplied by how many there are, the next by one less, and so on; none becomes smaller than the one before it, or larger than 1.
 * @returns in the order of `values`
 */
export function adjustByHolm(values: readonly number[]): number[] {
  const adjusted = new Array<number>(values.length).fill(1);
  let largest = 0;
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  order.forEach(({ value, index }, rank) => {
    largest = Math.max(largest, Math.min(1, value * (values.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
