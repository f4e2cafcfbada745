import {
  addN,
  backend_util as backendUtil,
  cast,
  equal,
  getKernel,
  min,
  mul,
  onesLike,
  pad,
  registerKernel,
  slice,
  stridedSlice,
  sub,
  tidy,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { insertZeros } from './wasm-padding.ts';

interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
}

/** Far below whatever a picture holds, and still a float32. */
const lowest = -3e38;

/**
 * The gradient of a maximum pooling in tfjs-backend-wasm 4.22 passes a window over whose values are all negative. Behind a relu there is none; where
 * there is one (ResNetV2's shortcuts, Xception), the gradient is composed.
 */
export function replaceMaxPoolGradient(): void {
  const own = getKernel('MaxPoolGrad', 'wasm');
  unregisterKernel('MaxPoolGrad', 'wasm');
  registerKernel({
    ...own,
    kernelFunc: (call) => {
      const output = call.inputs['output'] as Tensor4D;
      const [smallest = 0] = tidy(() => min(output).dataSync());
      if (smallest >= 0) return own.kernelFunc(call);
      return composedGradient(
        call.inputs['input'] as Tensor4D,
        output,
        call.inputs['dy'] as Tensor4D,
        call.attrs as unknown as PoolAttributes,
      );
    },
  });
}

/** For every place in the window: what came in goes to where the input was the maximum, and the first of several equal ones has it. */
function composedGradient(input: Tensor4D, output: Tensor4D, dy: Tensor4D, attributes: PoolAttributes): TensorInfo {
  const info = backendUtil.computePool2DInfo(input.shape, attributes.filterSize, attributes.strides, 1, attributes.pad);
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, outHeight, outWidth, batchSize, inChannels } = info;
  const { inHeight, inWidth } = info;
  // Wide enough for the last window, whatever the padding says.
  const height = Math.max(inHeight + padInfo.top + padInfo.bottom, (outHeight - 1) * strideHeight + filterHeight);
  const width = Math.max(inWidth + padInfo.left + padInfo.right, (outWidth - 1) * strideWidth + filterWidth);
  return tidy(() => {
    const around = [
      [0, 0],
      [padInfo.top, height - inHeight - padInfo.top],
      [padInfo.left, width - inWidth - padInfo.left],
      [0, 0],
    ] as [number, number][];
    const padded = pad(input, around, lowest);
    const spanHeight = (outHeight - 1) * strideHeight + 1;
    const spanWidth = (outWidth - 1) * strideWidth + 1;
    let isFree: Tensor = onesLike(dy);
    const parts: Tensor[] = [];
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const end = [batchSize, row + spanHeight, column + spanWidth, inChannels];
        const met = stridedSlice(padded, [0, row, column, 0], end, [1, strideHeight, strideWidth, 1]);
        const isTaken = mul(cast(equal(met, output), 'float32'), isFree);
        isFree = sub(isFree, isTaken);
        const spread = insertZeros(mul(dy, isTaken), strideHeight, strideWidth);
        parts.push(
          pad(spread, [
            [0, 0],
            [row, height - spanHeight - row],
            [column, width - spanWidth - column],
            [0, 0],
          ]),
        );
      }
    }
    return slice(addN(parts), [0, padInfo.top, padInfo.left, 0], [batchSize, inHeight, inWidth, inChannels]);
  });
}
