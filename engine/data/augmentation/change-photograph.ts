import { copyOriented } from '../orientation.ts';
import { colourMatrix, meanLumaOf, recolour } from './colour.ts';
import type { Cutout, PhotographChange } from './photograph-change.ts';
import { affineOf, resample } from './resample.ts';

/** What a cutout is painted with: the middle of the scale, which every network here takes as 0. */
const middleGrey = 128;

/**
 * Writes a changed copy of a square photograph: first its geometry, all of it in one resampling, then its colours, then the cutout.
 * @param source edge x edge x 3 bytes (RGB, row-major)
 * @param target receives as many bytes from `offset` on; must not overlap `source`
 */
export function changePhotograph(source: Uint8Array, edge: number, change: PhotographChange, target: Uint8Array, offset: number): void {
  const length = edge * edge * 3;
  const { angle, shiftX, shiftY, scale, shear, brightness, contrast, saturation, hue, cutout } = change;
  const isLaidOnly = angle === 0 && shiftX === 0 && shiftY === 0 && scale === 1 && shear === 0;
  if (isLaidOnly) copyOriented(source, edge, change.orientation, target, offset);
  else resample(source, edge, affineOf(change, edge), target, offset);
  if (brightness !== 1 || contrast !== 1 || saturation !== 1 || hue !== 0) {
    const meanLuma = contrast === 1 ? 0 : meanLumaOf(target, offset, length);
    recolour(target, offset, length, colourMatrix(change, meanLuma));
  }
  if (cutout !== null) cutOut(target, edge, cutout, offset);
}

function cutOut(target: Uint8Array, edge: number, cutout: Cutout, offset: number): void {
  const reach = Math.round((cutout.edge * edge) / 2);
  const column = Math.floor(cutout.centreX * edge);
  const row = Math.floor(cutout.centreY * edge);
  const left = Math.max(0, column - reach);
  const right = Math.min(edge, column + reach);
  for (let y = Math.max(0, row - reach); y < Math.min(edge, row + reach); y++) {
    target.fill(middleGrey, offset + 3 * (y * edge + left), offset + 3 * (y * edge + right));
  }
}
