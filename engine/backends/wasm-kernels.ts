import {
  backend_util as backendUtil,
  concat,
  matMul,
  pad,
  registerKernel,
  reshape,
  stridedSlice,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { SeededRandom } from '../data/seeded-random.ts';
import { seededUniformKernel } from './own-kernels.ts';

/** What the WebAssembly backend lacks and training needs. */
export function registerWasmKernels(): void {
  registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const attributes = attrs as unknown as FilterGradientAttributes;
      return filterGradient(inputs['x'] as Tensor4D, inputs['dy'] as Tensor4D, attributes);
    },
  });
  registerKernel({
    kernelName: seededUniformKernel,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const shape = attrs?.['shape'] as number[];
      const [seed = 0, step = 0] = (inputs['seed'] as Tensor).dataSync();
      const random = new SeededRandom(seed, 'uniform', step);
      const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
      // 24 bits, so that rounding to float32 never gives 1.
      for (let index = 0; index < values.length; index++) values[index] = (random.nextUint32() >>> 8) / 2 ** 24;
      return tensor(values, shape);
    },
  });
}

interface FilterGradientAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backendUtil.ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterShape: [number, number, number, number];
}

/**
 * Gradient of a convolution by its filter, composed: for each place in the window, the inputs that met it (a strided slice of the padded
 * input) times what came out (tensorflow/tfjs issue 8474 asks for the kernel).
 * @param x [n, h, w, in], dy [n, outH, outW, out]
 * @returns [windowH, windowW, in, out]
 */
function filterGradient(x: Tensor4D, dy: Tensor4D, attributes: FilterGradientAttributes): TensorInfo {
  if (attributes.dataFormat !== 'NHWC') throw new Error('the WebAssembly filter gradient is for NHWC only');
  const { strides, filterShape } = attributes;
  const info = backendUtil.computeConv2DInfo(x.shape, filterShape, strides, 1, attributes.pad, attributes.dimRoundingMode);
  const { batchSize, inChannels, outChannels, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth } = info;
  return tidy(() => {
    const { top, bottom, left, right } = info.padInfo;
    const isPadded = top + bottom + left + right > 0;
    const padded = isPadded
      ? pad(x, [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ])
      : x;
    const outputs = reshape(dy, [-1, outChannels]);
    const parts: Tensor[] = [];
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const end = [batchSize, row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1, inChannels];
        const met = stridedSlice(padded, [0, row, column, 0], end, [1, strideHeight, strideWidth, 1]);
        parts.push(matMul(reshape(met, [-1, inChannels]), outputs, true));
      }
    }
    return reshape(concat(parts, 0), filterShape);
  });
}
