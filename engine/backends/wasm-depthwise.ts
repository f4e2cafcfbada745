import {
  addN,
  backend_util as backendUtil,
  depthwiseConv2d,
  matMul,
  mul,
  ones,
  registerKernel,
  reshape,
  reverse,
  slice,
  stack,
  stridedSlice,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { insertZeros, padEdges } from './wasm-padding.ts';
import type { Shape4D } from './wasm-padding.ts';

interface DepthwiseAttributes {
  readonly strides: [number, number] | number;
  readonly dilations?: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backendUtil.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Both gradients of a depthwise convolution, which the WebAssembly backend lacks, from operations that it has. */
export function registerDepthwiseGradients(): void {
  registerKernel({
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { inputShape, ...attributes } = attrs as unknown as DepthwiseAttributes & { inputShape: Shape4D };
      return inputGradient(inputs['dy'] as Tensor4D, inputs['filter'] as Tensor4D, inputShape, attributes);
    },
  });
  registerKernel({
    kernelName: 'DepthwiseConv2dNativeBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { filterShape, ...attributes } = attrs as unknown as DepthwiseAttributes & { filterShape: Shape4D };
      return filterGradient(inputs['x'] as Tensor4D, inputs['dy'] as Tensor4D, filterShape, attributes);
    },
  });
}

/**
 * What came out, with zeros between where there were strides, convolved with the filter turned by 180 degrees; once for each output that a channel has.
 * @param dy [n, outH, outW, channels x multiplier], filter [windowH, windowW, channels, multiplier]
 * @returns [n, h, w, channels]
 */
function inputGradient(dy: Tensor4D, filter: Tensor4D, inputShape: Shape4D, attributes: DepthwiseAttributes): TensorInfo {
  const info = depthwiseInfo(inputShape, filter.shape, attributes);
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, inHeight, inWidth, inChannels } = info;
  const multiplier = filter.shape[3];
  return tidy(() => {
    const turned = reverse(filter, [0, 1]);
    const parts = Array.from({ length: multiplier }, (_, place) => {
      const spread = insertZeros(outputsAt(dy, inChannels, multiplier, place), strideHeight, strideWidth);
      const top = filterHeight - 1 - padInfo.top;
      const left = filterWidth - 1 - padInfo.left;
      const bottom = inHeight + filterHeight - 1 - spread.shape[1] - top;
      const right = inWidth + filterWidth - 1 - spread.shape[2] - left;
      const filterAt = slice(turned, [0, 0, 0, place], [filterHeight, filterWidth, inChannels, 1]);
      return depthwiseConv2d(padEdges(spread, top, bottom, left, right), filterAt, 1, 'valid');
    });
    return addN(parts);
  });
}

/**
 * For every place in the window, the inputs that it met times what came out, summed over batch and picture.
 * @param x [n, h, w, channels], dy [n, outH, outW, channels x multiplier]
 * @returns [windowH, windowW, channels, multiplier]
 */
function filterGradient(x: Tensor4D, dy: Tensor4D, filterShape: Shape4D, attributes: DepthwiseAttributes): TensorInfo {
  const info = depthwiseInfo(x.shape, filterShape, attributes);
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, inChannels, outHeight, outWidth, batchSize } = info;
  const multiplier = filterShape[3];
  return tidy(() => {
    const padded = padEdges(x, padInfo.top, padInfo.bottom, padInfo.left, padInfo.right);
    const positions = batchSize * outHeight * outWidth;
    // Summing by a product of matrices is several times faster here than the sum over the first axis.
    const everyPosition = ones([1, positions]);
    const outputs = Array.from({ length: multiplier }, (_, place) => outputsAt(dy, inChannels, multiplier, place));
    const rows: Tensor[] = [];
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const met = stridedSlice(
          padded,
          [0, row, column, 0],
          [batchSize, row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1, inChannels],
          [1, strideHeight, strideWidth, 1],
        );
        const sums = outputs.map((output) => matMul(everyPosition, reshape(mul(met, output), [positions, inChannels])));
        rows.push(
          stack(
            sums.map((total) => reshape(total, [inChannels])),
            1,
          ),
        );
      }
    }
    return reshape(stack(rows), filterShape);
  });
}

/** The outputs of each channel that the filter's last axis has at `place`. */
function outputsAt(dy: Tensor4D, channels: number, multiplier: number, place: number): Tensor4D {
  if (multiplier === 1) return dy;
  const [n, height, width] = dy.shape;
  const apart = reshape(dy, [n * height * width, channels, multiplier]);
  return reshape(slice(apart, [0, 0, place], [n * height * width, channels, 1]), [n, height, width, channels]);
}

function depthwiseInfo(inputShape: Shape4D, filterShape: Shape4D, attributes: DepthwiseAttributes): backendUtil.Conv2DInfo {
  const { strides, dilations = 1, pad, dimRoundingMode } = attributes;
  if ([dilations].flat().some((dilation) => dilation !== 1)) {
    throw new Error("Kernel 'gradients of a dilated depthwise convolution' not registered for backend 'wasm'");
  }
  return backendUtil.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode, true);
}
