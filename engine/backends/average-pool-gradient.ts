import { backend_util as backendUtil, dispose, getKernel, mul, registerKernel, tensor4d, unregisterKernel } from '@tensorflow/tfjs-core';
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';

interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
}

/**
 * The gradient of an average pooling in tfjs 4.22 divides by the whole window also at an edge, where the pooling itself divides by what the window
 * met of the picture. So what comes in is scaled up there first. (InceptionV3 pools so.)
 */
export function registerAveragePoolGradient(backendName: 'wasm' | 'webgpu'): void {
  const own = getKernel('AvgPoolGrad', backendName);
  const compute = own.kernelFunc;
  unregisterKernel('AvgPoolGrad', backendName);
  registerKernel({
    ...own,
    kernelFunc: (call) => {
      const { filterSize, strides, pad } = call.attrs as unknown as PoolAttributes;
      const input = call.inputs['input'] as TensorInfo;
      const info = backendUtil.computePool2DInfo(input.shape as [number, number, number, number], filterSize, strides, 1, pad);
      const { padInfo, filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth } = info;
      if (padInfo.top + padInfo.bottom + padInfo.left + padInfo.right === 0) return compute(call);
      const rows = shareMet(outHeight, strideHeight, filterHeight, padInfo.top, inHeight);
      const columns = shareMet(outWidth, strideWidth, filterWidth, padInfo.left, inWidth);
      const shares = rows.flatMap((row) => columns.map((column) => 1 / (row * column)));
      const scales = tensor4d(shares, [1, outHeight, outWidth, 1]);
      const dy = mul(call.inputs['dy'] as Tensor4D, scales);
      const gradient = compute({ ...call, inputs: { ...call.inputs, dy } });
      dispose([scales, dy]);
      return gradient;
    },
  });
}

/** For each place of the window along one axis: the share of it that lies in the picture. */
function shareMet(places: number, stride: number, window: number, padding: number, length: number): number[] {
  return Array.from({ length: places }, (_, place) => {
    const start = place * stride - padding;
    return (Math.min(start + window, length) - Math.max(start, 0)) / window;
  });
}
