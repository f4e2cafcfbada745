import { orientationMatrix } from '../orientation.ts';
import type { PhotographChange } from './photograph-change.ts';

/** Where a pixel of the result lies in the source: x' = xx x + xy y + x0, y' = yx x + yy y + y0, in pixels, the first pixel's centre at 0. */
export interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/**
 * All of a change's geometry as one map, about the photograph's centre c: p' = c + O R H Z (p - c - t), with t the shift, Z the zoom (1 / scale),
 * H the shear, R the rotation and O the orientation.
 */
export function affineOf({ orientation, angle, shiftX, shiftY, scale, shear }: PhotographChange, edge: number): Affine {
  const cos = Math.cos(angle) / scale;
  const sin = Math.sin(angle) / scale;
  // R H Z; y points down, so that this turns what is seen counter-clockwise.
  const turned = [cos, -sin + shear * cos, sin, cos + shear * sin] as const;
  const [a, b, c, d] = orientationMatrix(orientation);
  const xx = a * turned[0] + b * turned[2];
  const xy = a * turned[1] + b * turned[3];
  const yx = c * turned[0] + d * turned[2];
  const yy = c * turned[1] + d * turned[3];
  const centre = (edge - 1) / 2;
  const fromX = -centre - shiftX * edge;
  const fromY = -centre - shiftY * edge;
  return { xx, xy, x0: centre + xx * fromX + xy * fromY, yx, yy, y0: centre + yx * fromX + yy * fromY };
}

const one = 1 << 16;
const half = 1 << 15;

/**
 * Resamples a square photograph, bilinear, in whole numbers (positions to 1/65,536 of a pixel, weights to 1/256). Beyond the border the photograph goes on as its own
 * mirror image (... c b a | a b c ...), so that no edge appears that a network could learn.
 * @param source edge x edge x 3 bytes (RGB, row-major)
 * @param target receives as many bytes from `offset` on; must not overlap `source`
 */
export function resample(source: Uint8Array, edge: number, affine: Affine, target: Uint8Array, offset: number): void {
  const stepX = Math.round(affine.xx * one);
  const stepY = Math.round(affine.yx * one);
  const last = edge - 1;
  let write = offset;
  for (let row = 0; row < edge; row++) {
    let x = Math.round((affine.xy * row + affine.x0) * one);
    let y = Math.round((affine.yy * row + affine.y0) * one);
    for (let column = 0; column < edge; column++) {
      let left = x >> 16;
      let top = y >> 16;
      let right = left + 1;
      let bottom = top + 1;
      if (left < 0 || top < 0 || left >= last || top >= last) {
        left = mirrored(left, edge);
        right = mirrored(right, edge);
        top = mirrored(top, edge);
        bottom = mirrored(bottom, edge);
      }
      const shareRight = (x >> 8) & 255;
      const shareBottom = (y >> 8) & 255;
      const bottomRight = shareRight * shareBottom;
      const bottomLeft = (shareBottom << 8) - bottomRight;
      const topRight = (shareRight << 8) - bottomRight;
      const topLeft = one - (shareBottom << 8) - topRight;
      const a = 3 * (top * edge + left);
      const b = 3 * (top * edge + right);
      const c = 3 * (bottom * edge + left);
      const d = 3 * (bottom * edge + right);
      // Written out: a loop over the channels takes half as long again.
      target[write] =
        (topLeft * (source[a] as number) +
          topRight * (source[b] as number) +
          bottomLeft * (source[c] as number) +
          bottomRight * (source[d] as number) +
          half) >>
        16;
      target[write + 1] =
        (topLeft * (source[a + 1] as number) +
          topRight * (source[b + 1] as number) +
          bottomLeft * (source[c + 1] as number) +
          bottomRight * (source[d + 1] as number) +
          half) >>
        16;
      target[write + 2] =
        (topLeft * (source[a + 2] as number) +
          topRight * (source[b + 2] as number) +
          bottomLeft * (source[c + 2] as number) +
          bottomRight * (source[d + 2] as number) +
          half) >>
        16;
      write += 3;
      x += stepX;
      y += stepY;
    }
  }
}

/** The pixel that stands at a place beyond the border. */
function mirrored(place: number, edge: number): number {
  const period = 2 * edge;
  const inPeriod = ((place % period) + period) % period;
  return inPeriod < edge ? inPeriod : period - 1 - inPeriod;
}
