import { pad, reshape, slice } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

export type Shape4D = [number, number, number, number];

/** Zeros around each picture of [n, h, w, channels]. */
export function padEdges(x: Tensor4D, top: number, bottom: number, left: number, right: number): Tensor4D {
  if (top === 0 && bottom === 0 && left === 0 && right === 0) return x;
  return pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}

/** Zeros between the rows and columns of [n, h, w, channels], so that they lie as far apart as the strides of a convolution put them. */
export function insertZeros(x: Tensor4D, strideHeight: number, strideWidth: number): Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) return x;
  const [n, height, width, channels] = x.shape;
  const rows = pad(reshape(x, [n * height, 1, width * channels]), [
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
  ]);
  const spreadRows = n * height * strideHeight;
  const columns = pad(reshape(rows, [spreadRows * width, 1, channels]), [
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ]);
  const whole: Tensor4D = reshape(columns, [n, height * strideHeight, width * strideWidth, channels]);
  // Nothing follows the last row and column.
  return slice(whole, [0, 0, 0, 0], [n, (height - 1) * strideHeight + 1, (width - 1) * strideWidth + 1, channels]);
}
