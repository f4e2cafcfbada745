/**
 * Makes a square photograph smaller: each pixel of the result is the mean of the area that it covers, pixels at the area's edge counting by the part of them that
 * lies in it. Taking samples instead would let fine structures turn into false ones (aliasing). In whole numbers: the same bytes everywhere.
 * @param source edge x edge x 3 bytes (RGB, row-major)
 * @param smallEdge at most `edge`
 * @param target receives smallEdge x smallEdge x 3 bytes from `offset` on; must not overlap `source`
 */
export function shrinkPhotograph(source: Uint8Array, edge: number, smallEdge: number, target: Uint8Array, offset = 0): void {
  const rowLength = 3 * edge;
  // Lengths are multiples of 1 / smallEdge of a source pixel, so that a pixel of the result is `edge` long.
  const sums = new Int32Array(rowLength);
  const area = edge * edge;
  const half = area >> 1;
  let write = offset;
  for (let row = 0; row < smallEdge; row++) {
    sums.fill(0);
    for (let at = row * edge, end = at + edge; at < end;) {
      const sourceRow = Math.floor(at / smallEdge);
      const next = Math.min(end, (sourceRow + 1) * smallEdge);
      addRow(sums, source, sourceRow * rowLength, next - at);
      at = next;
    }
    for (let column = 0; column < smallEdge; column++) {
      let red = half;
      let green = half;
      let blue = half;
      for (let at = column * edge, end = at + edge; at < end;) {
        const sourceColumn = Math.floor(at / smallEdge);
        const next = Math.min(end, (sourceColumn + 1) * smallEdge);
        const length = next - at;
        const index = 3 * sourceColumn;
        red += length * (sums[index] as number);
        green += length * (sums[index + 1] as number);
        blue += length * (sums[index + 2] as number);
        at = next;
      }
      // Far below 2^31 for every edge that a network takes (512): the quotient is exact enough to be cut off.
      target[write] = red / area;
      target[write + 1] = green / area;
      target[write + 2] = blue / area;
      write += 3;
    }
  }
}

function addRow(sums: Int32Array, source: Uint8Array, start: number, weight: number): void {
  for (let index = 0; index < sums.length; index++) sums[index] = (sums[index] as number) + weight * (source[start + index] as number);
}
