import { getKernel, registerKernel, unregisterKernel, util } from '@tensorflow/tfjs-core';
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { Attributes } from './tensorflow-ops.ts';
import type { TensorFlowBackend } from './tensorflow-ops.ts';

/**
 * Puts faster operations in the place of tfjs-node's where shapes allow it: a product of two matrices is a MatMul, not a batch of
 * them, and is joined with the bias and the relu after it; the gradient of a bias is a BiasAddGrad, not a Sum.
 */
export function registerFasterKernels(tensorflow: TensorFlowBackend): void {
  replaceKernel('BatchMatMul', (original) => (task) => {
    const { a, b } = task.inputs as { a: TensorInfo; b: TensorInfo };
    const { transposeA, transposeB } = task.attrs as unknown as { transposeA: boolean; transposeB: boolean };
    if (![a, b].every(({ shape, dtype }) => shape.length === 2 && dtype === 'float32')) return original(task);
    const attributes = new Attributes(tensorflow)
      .type('T', 'float32')
      .boolean('transpose_a', transposeA)
      .boolean('transpose_b', transposeB);
    return tensorflow.executeSingleOutput('MatMul', attributes.list, [a, b]);
  });
  replaceKernel('Sum', (original) => (task) => {
    const { x } = task.inputs as { x: TensorInfo };
    const { axis, keepDims } = task.attrs as unknown as { axis: number | number[]; keepDims: boolean };
    const summed = util.parseAxisParam(axis, x.shape);
    const keepsLast = x.shape.length >= 2 && summed.length === x.shape.length - 1 && !summed.includes(x.shape.length - 1);
    if (x.dtype !== 'float32' || keepDims || !keepsLast) return original(task);
    const attributes = new Attributes(tensorflow).type('T', 'float32').string('data_format', 'NHWC');
    return tensorflow.executeSingleOutput('BiasAddGrad', attributes.list, [x]);
  });
}

function replaceKernel(kernelName: string, replace: (original: KernelFunc) => KernelFunc): void {
  const backendName = 'tensorflow';
  const original = getKernel(kernelName, backendName);
  unregisterKernel(kernelName, backendName);
  registerKernel({ ...original, kernelFunc: replace(original.kernelFunc) });
}
