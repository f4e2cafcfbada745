/**
 * Moves labels apart so that none covers another, each as near to its wish as the others allow, all between `top` and `bottom`.
 * Where there is no room for all, they are spaced evenly.
 * @param wishes centre of each label, px
 * @returns the centres, in the same order
 */
export function spreadLabels(wishes: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wishes.map((wish, index) => ({ wish, index })).sort((a, b) => a.wish - b.wish);
  const step = Math.min(gap, order.length > 1 ? (bottom - top) / (order.length - 1) : gap);
  const centres = order.map(({ wish }) => Math.min(Math.max(wish, top), bottom));
  for (let index = 1; index < centres.length; index++) {
    centres[index] = Math.max(centres[index] ?? 0, (centres[index - 1] ?? 0) + step);
  }
  for (let index = centres.length - 1, limit = bottom; index >= 0; index--, limit = (centres[index + 1] ?? 0) - step) {
    centres[index] = Math.min(centres[index] ?? 0, limit);
  }
  const result = new Array<number>(wishes.length).fill(0);
  order.forEach(({ index }, position) => (result[index] = centres[position] ?? 0));
  return result;
}
