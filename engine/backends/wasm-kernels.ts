import {
  backend_util as backendUtil,
  conv2d,
  getKernel,
  registerKernel,
  reverse,
  slice,
  tidy,
  transpose,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { registerAveragePoolGradient } from './average-pool-gradient.ts';
import { registerSeededUniform } from './seeded-uniform.ts';
import { registerDepthwiseGradients } from './wasm-depthwise.ts';
import { replaceMaxPoolGradient } from './wasm-max-pool-gradient.ts';
import { insertZeros, padEdges } from './wasm-padding.ts';
import type { Shape4D } from './wasm-padding.ts';

interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backendUtil.ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** What the WebAssembly backend lacks for training, or does slowly. Both gradients of a convolution are convolutions, which it does well. */
export function registerWasmKernels(): void {
  registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      filterGradient(inputs['x'] as Tensor4D, inputs['dy'] as Tensor4D, attrs as unknown as FilterAttributes),
  });
  replaceInputGradient();
  registerDepthwiseGradients();
  registerAveragePoolGradient('wasm');
  replaceMaxPoolGradient();
  registerSeededUniform('wasm');
}

interface FilterAttributes extends ConvolutionAttributes {
  readonly filterShape: Shape4D;
}

/**
 * Gradient of a convolution by its filter (tensorflow/tfjs issue 8474 asks for the kernel): the inputs, channel for channel, convolved with what
 * came out; the batch is summed over as channels are, and the strides become dilations.
 * @param x [n, h, w, in], dy [n, outH, outW, out]
 * @returns [windowH, windowW, in, out]
 */
function filterGradient(x: Tensor4D, dy: Tensor4D, attributes: FilterAttributes): TensorInfo {
  const { strides, filterShape } = attributes;
  const info = convolutionInfo(x.shape, filterShape, attributes);
  const { top, bottom, left, right } = info.padInfo;
  return tidy(() => {
    const channelFirst = transpose(padEdges(x, top, bottom, left, right), [3, 1, 2, 0]);
    const whole = conv2d(channelFirst, transpose(dy, [1, 2, 0, 3]), 1, 'valid', 'NHWC', strides);
    // Where the strides left a rest of the input unused, the window would come out larger than it is.
    const window = slice(whole, [0, 0, 0, 0], [info.inChannels, info.filterHeight, info.filterWidth, info.outChannels]);
    return transpose(window, [1, 2, 0, 3]);
  });
}

/** The backend's own gradient by the input walks value by value; it is a convolution with the filter turned by 180 degrees, and with zeros between where there were strides. */
function replaceInputGradient(): void {
  const own = getKernel('Conv2DBackpropInput', 'wasm');
  unregisterKernel('Conv2DBackpropInput', 'wasm');
  registerKernel({
    ...own,
    kernelFunc: (call) => {
      const attributes = call.attrs as unknown as ConvolutionAttributes & { readonly inputShape: Shape4D };
      const dy = call.inputs['dy'] as Tensor4D;
      const filter = call.inputs['filter'] as Tensor4D;
      const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
      const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, inHeight, inWidth } = info;
      return tidy(() => {
        const spread = insertZeros(dy, strideHeight, strideWidth);
        const top = filterHeight - 1 - padInfo.top;
        const left = filterWidth - 1 - padInfo.left;
        const bottom = inHeight + filterHeight - 1 - spread.shape[1] - top;
        const right = inWidth + filterWidth - 1 - spread.shape[2] - left;
        return conv2d(padEdges(spread, top, bottom, left, right), transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]), 1, 'valid');
      });
    },
  });
}

function convolutionInfo(inputShape: Shape4D, filterShape: Shape4D, attributes: ConvolutionAttributes): backendUtil.Conv2DInfo {
  const { strides, dataFormat, dimRoundingMode } = attributes;
  if (dataFormat !== 'NHWC') throw new Error('the WebAssembly gradients of a convolution are for NHWC only');
  return backendUtil.computeConv2DInfo(inputShape, filterShape, strides, 1, attributes.pad, dimRoundingMode);
}
