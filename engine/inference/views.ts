import { unchanged } from '../data/augmentation/photograph-change.ts';
import type { PhotographChange } from '../data/augmentation/photograph-change.ts';

/** Quarter turns first: with four views the photograph is seen from every side. */
const orientations = [0, 5, 3, 6, 1, 2, 4, 7] as const;
/** Closer looks into the corners, where the whole photograph has been seen in every orientation. */
const zoom = 1.15;
const corner = (zoom - 1) / 2;
const placements = [
  {},
  { scale: zoom, shiftX: corner, shiftY: corner },
  { scale: zoom, shiftX: -corner, shiftY: -corner },
  { scale: zoom, shiftX: -corner, shiftY: corner },
  { scale: zoom, shiftX: corner, shiftY: -corner },
] as const;

/**
 * The first `count` views of test-time augmentation: as it was taken, then the other orientations, then the same closer up, a corner at a time. The
 * probabilities of all views are averaged (Perez et al. 2018, arXiv 1809.01442, used up to 64 of them on skin lesions).
 * @param count 1 to 40
 */
export function testViews(count: number): readonly PhotographChange[] {
  return Array.from({ length: count }, (_, index) => ({
    ...unchanged,
    orientation: orientations[index % orientations.length] ?? 0,
    ...placements[Math.floor(index / orientations.length)],
  }));
}
