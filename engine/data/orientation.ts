import type { Augmentation } from '../../common/domain/training-config.ts';

/**
 * One of the eight ways to lay a square photograph, as three bits: 1 mirrors left and right, 2 mirrors top and bottom, 4 swaps rows and
 * columns first. A lesion has no up or down, so all eight are equally true.
 */
export type Orientation = number;

/** The photograph as it was taken. */
export const upright: Orientation = 0;

/** Flips give the four mirrorings, rotations the four quarter turns (a swap with one mirroring is a turn by 90 degrees), both all eight. */
export function allowedOrientations(augmentation: Pick<Augmentation, 'flips' | 'rotations'>): readonly Orientation[] {
  if (augmentation.flips && augmentation.rotations) return [0, 1, 2, 3, 4, 5, 6, 7];
  if (augmentation.flips) return [0, 1, 2, 3];
  if (augmentation.rotations) return [0, 5, 3, 6];
  return [upright];
}

/**
 * The same as a matrix [a, b, c, d] about the photograph's centre: the pixel at (x, y) of the result is that at (ax + by, cx + dy) of the source.
 */
export function orientationMatrix(orientation: Orientation): readonly [number, number, number, number] {
  const column = (orientation & 1) === 0 ? 1 : -1;
  const row = (orientation & 2) === 0 ? 1 : -1;
  return (orientation & 4) === 0 ? [column, 0, 0, row] : [0, row, column, 0];
}

/**
 * Copies one photograph, re-laid.
 * @param source edge x edge x 3 bytes (RGB, row-major)
 * @param target receives as many bytes from `offset` on; must not overlap `source`
 */
export function copyOriented(source: Uint8Array, edge: number, orientation: Orientation, target: Uint8Array, offset: number): void {
  if (orientation === upright) {
    target.set(source, offset);
    return;
  }
  const isSwapped = (orientation & 4) !== 0;
  let columnStep = isSwapped ? 3 * edge : 3;
  let rowStep = isSwapped ? 3 : 3 * edge;
  let start = 0;
  if ((orientation & 1) !== 0) {
    start += columnStep * (edge - 1);
    columnStep = -columnStep;
  }
  if ((orientation & 2) !== 0) {
    start += rowStep * (edge - 1);
    rowStep = -rowStep;
  }
  let write = offset;
  for (let row = 0; row < edge; row++) {
    let read = start + row * rowStep;
    for (let column = 0; column < edge; column++) {
      target[write] = source[read] as number;
      target[write + 1] = source[read + 1] as number;
      target[write + 2] = source[read + 2] as number;
      write += 3;
      read += columnStep;
    }
  }
}
